package io.seekforge.text.pack;

import io.seekforge.api.Document;
import io.seekforge.api.Message;
import io.seekforge.api.PackedSequence;
import io.seekforge.text.template.ChatTemplate;
import io.seekforge.text.template.Rendered;
import io.seekforge.text.tokenize.Encoded;
import io.seekforge.text.tokenize.Tokenizer;
import java.util.Arrays;
import java.util.List;

/**
 * Turns documents into tokens with labels, as TRL does: the whole text is tokenized at once, and a
 * token counts in the loss if it begins inside a completion. Plain documents count whole.
 */
public final class DocumentTokenizer {
  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final boolean allTokens;

  /**
   * @param allTokens whether prompts count in the loss too
   */
  public DocumentTokenizer(Tokenizer tokenizer, ChatTemplate template, boolean allTokens) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.allTokens = allTokens;
  }

  public TokenizedDocument tokenize(Document document) {
    if (document.messages().isEmpty()) {
      int[] ids = withEnd(tokenizer.encode(document.text(), true));
      return new TokenizedDocument(document.id(), ids, withoutFirst(ids.clone()));
    }
    Rendered rendered = template.render(document.messages());
    Encoded encoded = tokenizer.encodeWithPlaces(rendered.text(), rendered.bare());
    int[] ids = rendered.bare() ? withEnd(encoded.ids()) : encoded.ids();
    int[] labels = ids.clone();
    for (int i = 0; i < encoded.ids().length && !allTokens; i++) {
      int start = encoded.starts()[i];
      if (start < 0 || !rendered.isCompletion(start)) {
        labels[i] = PackedSequence.IGNORE;
      }
    }
    return new TokenizedDocument(document.id(), ids, withoutFirst(labels));
  }

  /**
   * Tokens of a conversation up to where the assistant's last turn begins: with the generation
   * prompt that {@link #tokenize} puts before this turn, so that what is asked is what was trained.
   */
  public int[] promptIds(List<Message> conversation) {
    Rendered rendered = template.render(conversation).beforeLastCompletion();
    return tokenizer.encode(rendered.text(), rendered.bare());
  }

  private int[] withEnd(int[] ids) {
    int eos = tokenizer.eosId();
    if (eos < 0 || (ids.length > 0 && ids[ids.length - 1] == eos)) {
      return ids;
    }
    int[] ended = Arrays.copyOf(ids, ids.length + 1);
    ended[ids.length] = eos;
    return ended;
  }

  private static int[] withoutFirst(int[] labels) {
    if (labels.length > 0) {
      labels[0] = PackedSequence.IGNORE;
    }
    return labels;
  }
}
