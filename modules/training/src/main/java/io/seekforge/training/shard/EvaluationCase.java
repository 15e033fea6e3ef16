package io.seekforge.training.shard;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * One question of the evaluation ({@code docs/spec/shards.md}, cases).
 *
 * @param documentId the held-out document it comes from
 * @param split that document's split
 * @param promptIds tokens the model continues
 * @param prompt the same as text
 * @param expected the answer
 */
public record EvaluationCase(
    String documentId, String split, int[] promptIds, String prompt, String expected)
    implements java.io.Serializable {
  private static final List<ParquetRows.Column> COLUMNS =
      List.of(
          new ParquetRows.Column("document_id", ParquetRows.Kind.STRING),
          new ParquetRows.Column("split", ParquetRows.Kind.STRING),
          new ParquetRows.Column("prompt_ids", ParquetRows.Kind.INTS),
          new ParquetRows.Column("prompt", ParquetRows.Kind.STRING),
          new ParquetRows.Column("expected", ParquetRows.Kind.STRING));

  /** The first cases of a split, in the file's order. */
  public static List<EvaluationCase> read(
      String path, Configuration hadoop, String split, int most) {
    List<EvaluationCase> cases = new ArrayList<>();
    ParquetRows.read(
        path,
        hadoop,
        COLUMNS,
        row -> {
          if (row[1].equals(split) && cases.size() < most) {
            cases.add(
                new EvaluationCase(
                    (String) row[0],
                    (String) row[1],
                    (int[]) row[2],
                    (String) row[3],
                    (String) row[4]));
          }
        });
    return cases;
  }
}
