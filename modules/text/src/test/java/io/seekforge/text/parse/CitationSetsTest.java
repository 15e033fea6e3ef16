package io.seekforge.text.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import io.seekforge.text.records.RecordSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A bibliography of EndNote whose duplicates are labelled by a caption, which is taken out before
 * the records are collected and compared as the guide says. A label says that a record has a
 * double, not which: all members of a group carry it, also the one that a librarian keeps. So a
 * labelled record is found if another record is held for the same thing, and an unlabelled one is
 * right if none is.
 */
final class CitationSetsTest {
  private static final double EVIDENCE = 20;

  @Test
  void labelledDuplicates() throws IOException {
    String xml = Files.readString(SharedData.at("near-duplicates").resolve("sweep/copper.xml"));
    List<Boolean> labels =
        Citations.RECORD.matcher(xml).results().map(r -> Citations.labelled(r.group())).toList();
    Sources.Result result =
        Sources.of("xml").record("record").fields(Citations.PATHS).parse(Citations.stripped(xml));
    assertThat(result.rejected()).isEmpty();
    List<Document> documents = result.documents();
    assertThat(documents).hasSize(505);
    RecordSchema schema = new RecordSchema(Citations.KINDS);
    boolean[] doubled = doubled(schema, records(schema, documents));
    int labelled = 0;
    int found = 0;
    int right = 0;
    for (int i = 0; i < doubled.length; i++) {
      boolean label = labels.get(i);
      labelled += label ? 1 : 0;
      found += label && doubled[i] ? 1 : 0;
      right += !label && !doubled[i] ? 1 : 0;
    }
    assertThat(labelled).isEqualTo(281);
    assertThat((double) found / labelled).as("sensitivity").isGreaterThanOrEqualTo(0.98);
    assertThat((double) right / (505 - labelled)).as("specificity").isGreaterThanOrEqualTo(0.98);
  }

  private static List<List<String>> records(RecordSchema schema, List<Document> documents) {
    return documents.stream()
        .map(document -> List.of(schema.record(document.metadata()::get)))
        .toList();
  }

  private static boolean[] doubled(RecordSchema schema, List<List<String>> records) {
    boolean[] doubled = new boolean[records.size()];
    Map<Long, List<Integer>> buckets = new HashMap<>();
    for (int i = 0; i < doubled.length; i++) {
      for (long key : schema.keys(records.get(i))) {
        List<Integer> bucket = buckets.computeIfAbsent(key, k -> new ArrayList<>());
        for (int j : bucket) {
          if (schema.evidence(records.get(i), records.get(j)) >= EVIDENCE) {
            doubled[i] = true;
            doubled[j] = true;
          }
        }
        bucket.add(i);
      }
    }
    return doubled;
  }
}
