package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.Verdict;
import io.seekforge.api.recipe.FilterSection;
import io.seekforge.text.quality.BadWordsRule;
import io.seekforge.text.quality.MeasuredText;
import io.seekforge.text.quality.ParagraphRule;
import io.seekforge.text.quality.QualityRule;
import io.seekforge.text.quality.RegexRule;
import io.seekforge.text.quality.UnigramRule;
import io.seekforge.text.quality.UrlRule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The filters of a recipe, with their lists read from any Hadoop file system. */
final class ContentFilters implements Serializable {
  private static final long serialVersionUID = 1L;

  private final UrlRule addresses;
  private final ArrayList<QualityRule> rules = new ArrayList<>();

  private ContentFilters(UrlRule addresses) {
    this.addresses = addresses;
  }

  static ContentFilters of(FilterSection section, Configuration hadoop) {
    List<String> domains = new ArrayList<>(section.blockedDomains());
    domains.addAll(lines(section.blockedDomainsFile(), hadoop));
    ContentFilters filters =
        new ContentFilters(
            new UrlRule(
                domains, List.of(), section.urlWords(), List.of(), List.of(), Integer.MAX_VALUE));
    if (!section.pattern().isEmpty()) {
      filters.rules.add(new RegexRule(section.pattern()));
    }
    if (!section.badWords().isEmpty()) {
      filters.rules.add(new BadWordsRule(lines(section.badWords(), hadoop)));
    }
    if (section.minParagraphs() > 0) {
      filters.rules.add(new ParagraphRule(section.minParagraphs(), section.minParagraphChars()));
    }
    if (!section.unigrams().isEmpty()) {
      filters.rules.add(unigrams(section, hadoop));
    }
    return filters;
  }

  /** The first reason against a document, its address before its text. */
  Verdict check(Document document) {
    Verdict verdict = addresses.check(document.url());
    MeasuredText text = new MeasuredText(document.text());
    for (int i = 0; verdict.keep() && i < rules.size(); i++) {
      verdict = rules.get(i).check(text);
    }
    return verdict;
  }

  private static List<String> lines(String file, Configuration hadoop) {
    if (file.isEmpty()) {
      return List.of();
    }
    try (BufferedReader reader = open(file, hadoop)) {
      return reader.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static UnigramRule unigrams(FilterSection section, Configuration hadoop) {
    try (BufferedReader reader = open(section.unigrams(), hadoop)) {
      return new UnigramRule(UnigramRule.counts(reader), section.minUnigramLogprob());
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(section.unigrams(), e);
    }
  }

  private static BufferedReader open(String file, Configuration hadoop) throws IOException {
    Path path = new Path(file);
    return new BufferedReader(
        new InputStreamReader(path.getFileSystem(hadoop).open(path), StandardCharsets.UTF_8));
  }

  private static SeekforgeException unreadable(String file, Exception cause) {
    return new SeekforgeException(
        "Cannot read " + file + " of clean.filters: " + cause.getMessage(), cause);
  }
}
