package io.seekforge.text.template.jinja;

import io.seekforge.api.SeekforgeException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A compiled template. Immutable and safe for many threads. */
public final class JinjaTemplate {
  private final Statement.Block block;

  private JinjaTemplate(Statement.Block block) {
    this.block = block;
  }

  /**
   * Compiles a template.
   *
   * @throws SeekforgeException naming the line and what is wrong or not supported
   */
  public static JinjaTemplate compile(String source) {
    return new JinjaTemplate(Parser.parse(source));
  }

  /**
   * What a template wrote.
   *
   * @param text the whole
   * @param generations start and end of what its {@code generation} blocks wrote
   */
  public record Output(String text, List<int[]> generations) {}

  /**
   * Renders the template.
   *
   * @param variables null, Boolean, Long, Double, String, and List and Map of these
   * @throws SeekforgeException if the template raises an exception, uses what is not defined, or
   *     does not come to an end
   */
  public Output render(Map<String, Object> variables) {
    Map<String, Object> all = new HashMap<>(Globals.ALL);
    all.putAll(variables);
    Run run = new Run();
    try {
      block.run(new Scope(run, all));
    } catch (StackOverflowError e) {
      throw Fault.unrenderable("it is nested too deeply");
    }
    return new Output(run.output(), run.generations());
  }
}
