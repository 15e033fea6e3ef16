package io.seekforge.text.parse;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Formats whose file is one document: text, Markdown, HTML. The position is -1. */
final class WholeFileParser implements RecordParser {
  /** Makes the fields of a document of a file's content. */
  interface Content {
    RecordFields read(byte[] bytes, SourceFile file) throws IOException, RejectedException;
  }

  private final Content content;

  WholeFileParser(Content content) {
    this.content = content;
  }

  /** The text as it stands. */
  static RecordFields text(byte[] bytes, SourceFile file) throws IOException, RejectedException {
    String text = TextDecoder.decode(bytes, file.source().encoding());
    return new RecordFields().put(RecordFields.TEXT, text);
  }

  @Override
  public Records open(InputStream bytes, SourceFile file) {
    return new Records() {
      private boolean read;

      @Override
      public Parsed next() throws IOException {
        if (read) {
          return null;
        }
        read = true;
        return document(bytes, file);
      }
    };
  }

  private Parsed document(InputStream bytes, SourceFile file) throws IOException {
    try {
      RecordFields fields = content.read(TextDecoder.bytes(bytes, file), file);
      if (!fields.has(RecordFields.TEXT)) {
        throw new RejectedException(Reason.MISSING_FIELD, "the file holds no text");
      }
      return file.document(fields.text(), List.of(), fields.key(), -1, fields.others());
    } catch (RejectedException e) {
      return file.reject(-1, e, "");
    }
  }
}
