package io.seekforge.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whole sentences of MedQuAD's answers, each once. */
public final class MedquadSentences {
  private static final Pattern ANSWER = Pattern.compile("<Answer>(.*?)</Answer>", Pattern.DOTALL);
  private static final Pattern SENTENCE = Pattern.compile("[A-Z][^.!?<>&*#]{40,240}[.](?= [A-Z])");
  private static final int OF_A_FILE = 1;

  private MedquadSentences() {}

  /**
   * Sentences of different files, in the order of the files' names.
   *
   * @param medquad folder of the collection
   */
  public static List<String> of(Path medquad, int count) throws IOException {
    Set<String> sentences = new LinkedHashSet<>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(medquad)) {
      files = walk.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
    }
    int step = Math.max(1, files.size() / (2 * count));
    for (int i = 0; i < files.size() && sentences.size() < count; i += step) {
      Matcher answer = ANSWER.matcher(Files.readString(files.get(i)));
      int found = 0;
      while (found < OF_A_FILE && answer.find()) {
        Matcher sentence = SENTENCE.matcher(answer.group(1).replaceAll("\\s+", " "));
        if (sentence.find() && sentences.add(sentence.group())) {
          found++;
        }
      }
    }
    if (sentences.size() < count) {
      throw new IllegalStateException("only " + sentences.size() + " sentences in " + medquad);
    }
    return new ArrayList<>(sentences).subList(0, count);
  }
}
