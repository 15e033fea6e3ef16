package io.seekforge.text.quality;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.Verdict;

/**
 * Drops texts in which a pattern is found. RE2 syntax: linear time on any text, hence no
 * look-around and no back-references.
 */
public final class RegexRule implements QualityRule {
  private static final long serialVersionUID = 1L;

  private final Pattern pattern;

  public RegexRule(String pattern) {
    try {
      this.pattern = Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new SeekforgeException(
          "Invalid pattern: \"" + pattern + "\" (" + e.getMessage() + "; RE2 syntax)", e);
    }
  }

  @Override
  public Verdict check(MeasuredText text) {
    return pattern.matcher(text.text()).find()
        ? Verdict.drop("regex", pattern.pattern(), "")
        : Verdict.kept();
  }
}
