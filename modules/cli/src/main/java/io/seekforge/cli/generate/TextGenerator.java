package io.seekforge.cli.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seekforge.api.Message;
import io.seekforge.model.CausalModel;
import io.seekforge.model.Precision;
import io.seekforge.model.checkpoint.LogitsFile;
import io.seekforge.model.checkpoint.MixtureAdapter;
import io.seekforge.model.checkpoint.PeftAdapter;
import io.seekforge.model.generate.Generator;
import io.seekforge.model.generate.Sampling;
import io.seekforge.text.template.ChatTemplate;
import io.seekforge.text.template.Rendered;
import io.seekforge.text.tokenize.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A model with its tokenizer: text in, text out. */
public final class TextGenerator implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  private final CausalModel model;
  private final Generator generator;
  private final Tokenizer tokenizer;
  private final ChatTemplate template;

  /** How tokens are chosen; a temperature of 0 is greedy, a repetition penalty of 1 none. */
  public record Choice(
      int maxNewTokens, double temperature, double topP, double repetitionPenalty, long seed) {}

  /** What was generated; {@code ids} are the new tokens alone. */
  public record Answer(String prompt, int[] ids, String text) {
    /** One line of JSON. */
    public String json() {
      ObjectNode json = JSON.createObjectNode().put("prompt", prompt);
      for (int id : ids) {
        json.withArray("ids").add(id);
      }
      json.put("text", text);
      try {
        return JSON.writeValueAsString(json);
      } catch (JsonProcessingException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  private TextGenerator(
      CausalModel model, Generator generator, Tokenizer tokenizer, ChatTemplate template) {
    this.model = model;
    this.generator = generator;
    this.tokenizer = tokenizer;
    this.template = template;
  }

  /**
   * Loads a model.
   *
   * @param adapter folder of a PEFT adapter or of a mixture of adapters, or null
   * @param template name of a chat template, or null: prompts are taken as they are
   */
  public static TextGenerator load(
      Path folder, Path adapter, String template, Precision precision) {
    Tokenizer tokenizer = Tokenizer.load(folder);
    CausalModel model = CausalModel.load(folder, precision);
    tokenizer.requireFits(model.config().vocabSize(), folder.toString());
    return new TextGenerator(
        model,
        adapter == null ? Generator.of(model, THREADS) : adapted(model, adapter),
        tokenizer,
        template == null ? null : ChatTemplate.of(template, tokenizer));
  }

  private static Generator adapted(CausalModel model, Path folder) {
    if (MixtureAdapter.isIn(folder)) {
      MixtureAdapter mixture = MixtureAdapter.read(folder);
      return Generator.of(
          model, mixture.config(), mixture.parameters(model.layout(mixture.config())), THREADS);
    }
    PeftAdapter adapter = PeftAdapter.read(folder, model.config());
    return Generator.of(
        model, adapter.config(), adapter.parameters(model.layout(adapter.config())), THREADS);
  }

  /**
   * Continues some prompts together: their answers grow side by side, one token of each a pass.
   *
   * @param first number of the first among all prompts; with a temperature the draws follow from it
   */
  public List<Answer> answers(List<String> prompts, Choice choice, int first) {
    Sampling sampling =
        new Sampling(
            choice.maxNewTokens(),
            choice.temperature(),
            choice.topP(),
            choice.repetitionPenalty(),
            stops(),
            choice.seed());
    List<int[]> ids = generator.generate(prompts.stream().map(this::ids).toList(), sampling, first);
    return IntStream.range(0, prompts.size())
        .mapToObj(i -> answer(prompts.get(i), ids.get(i)))
        .toList();
  }

  private Answer answer(String prompt, int[] ids) {
    return new Answer(prompt, ids, tokenizer.decode(ids, true));
  }

  /** Adds a prompt, its answer and the logits of both to a file. */
  public void logits(Answer answer, LogitsFile file) {
    int[] ids =
        IntStream.concat(Arrays.stream(ids(answer.prompt())), Arrays.stream(answer.ids()))
            .toArray();
    file.add(ids, generator.logits(ids));
  }

  private int[] ids(String prompt) {
    if (template == null) {
      return tokenizer.encode(prompt, true);
    }
    Rendered rendered = template.prompt(List.of(new Message("user", prompt)));
    return tokenizer.encode(rendered.text(), rendered.bare());
  }

  private Set<Integer> stops() {
    Set<Integer> stops = new HashSet<>(model.config().eosTokenIds());
    if (tokenizer.eosId() >= 0) {
      stops.add(tokenizer.eosId());
    }
    return stops;
  }

  @Override
  public void close() {
    generator.close();
    model.close();
    tokenizer.close();
  }
}
