package io.seekforge.cli.recipe;

import io.seekforge.api.recipe.Recipe;
import java.util.List;

/** The page that lists every recipe key: {@code docs/spec/recipe.md}. */
public final class RecipePage {
  private static final String HEAD =
      """
      # Recipe, format 1

      This page is made from the records in `io.seekforge.api.recipe` by `seekforge check --keys`; a test fails when it is
      stale.

      A recipe is one YAML 1.2 document in UTF-8. A key that does not stand below is an error, as is a key that stands twice.
      A key without a value takes its default. In values of type *path*, `${NAME}` is replaced by the environment variable,
      `${NAME:-default}` by the default where the variable is not set or empty; elsewhere `${` has no meaning. Relative paths
      are relative to the directory the command is run from. `--set key=value` (several times) replaces one value before the
      same checks: `--set train.lora.r=8`, `--set collect.sources[0].path=data`, `--set train.lora.targets=[q_proj, v_proj]`.
      """;

  private RecipePage() {}

  /** The page in Markdown. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    List<Keys.Entry> entries = new Keys(Recipe.class).entries();
    String section = null;
    for (Keys.Entry entry : entries) {
      String current = section(entry);
      if (!current.equals(section)) {
        section = current;
        page.append("\n## ").append(section).append("\n\n");
        page.append("| key | type | default | meaning |\n|---|---|---|---|\n");
      }
      page.append(row(entry));
    }
    return page.toString();
  }

  private static String section(Keys.Entry entry) {
    int dot = entry.path().indexOf('.');
    boolean nested = dot > 0 || entry.type().equals("section");
    return nested ? entry.path().substring(0, dot > 0 ? dot : entry.path().length()) : "top level";
  }

  private static String row(Keys.Entry entry) {
    return "| `%s` | %s | %s | %s |%n"
        .formatted(
            entry.path(), entry.type(), fallback(entry), entry.key().doc().replace("|", "\\|"))
        .replace("\r", "");
  }

  private static String fallback(Keys.Entry entry) {
    String fallback = entry.fallback();
    boolean word = fallback.equals("required") || fallback.equals("its defaults");
    return word ? fallback : "`" + fallback + "`";
  }
}
