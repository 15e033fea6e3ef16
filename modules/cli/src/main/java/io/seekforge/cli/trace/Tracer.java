package io.seekforge.cli.trace;

import static org.apache.spark.sql.functions.col;

import io.seekforge.api.QuarantineEntry;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.cli.pipeline.Manifest;
import io.seekforge.cli.pipeline.Workspace;
import io.seekforge.cli.trace.Trace.Quarantined;
import io.seekforge.corpus.DocumentTable;
import io.seekforge.corpus.QuarantineTable;
import io.seekforge.corpus.ShardTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Finds the documents that are asked for and follows them through the stages' tables. */
public final class Tracer {
  /** The stages that documents pass. */
  static final List<StageName> CORPUS =
      List.of(StageName.values()).subList(0, StageName.TRAIN.ordinal());

  /** Ids shown when a prefix is not enough. */
  private static final int EXAMPLES = 5;

  private final StageTables tables;
  private final DocumentWay way;

  /**
   * A tracer of one version of a run.
   *
   * @param manifests the stages whose output is there
   */
  public Tracer(SparkSession spark, Workspace workspace, Map<StageName, Manifest> manifests) {
    this(new StageTables(spark, workspace.files(), folders(workspace, manifests)), manifests);
  }

  Tracer(StageTables tables, Map<StageName, Manifest> manifests) {
    this.tables = tables;
    this.way = new DocumentWay(tables, manifests);
  }

  private static Map<StageName, StageFolder> folders(
      Workspace workspace, Map<StageName, Manifest> manifests) {
    Map<StageName, StageFolder> folders = new EnumMap<>(StageName.class);
    manifests.forEach(
        (stage, manifest) -> folders.put(stage, workspace.folder(stage, manifest.fingerprint())));
    return folders;
  }

  /**
   * The ways of the documents that a text names: one for an id, perhaps several for a shard row.
   *
   * @throws SeekforgeException with one line, if there is none or an id is not enough
   */
  public List<Trace> trace(String asked) {
    Target target = Target.parse(asked);
    if (target instanceof Target.RecordPlace place) {
      return records(place, asked);
    }
    List<String> ids =
        target instanceof Target.ShardRow row
            ? inRow(row, asked)
            : List.of(whole((Target.Prefix) target));
    return ids.stream().map(way::of).toList();
  }

  /** Variants have ids of their own, which first appear after augmentation. */
  private String whole(Target.Prefix prefix) {
    Column starts = col(DocumentTable.ID).startsWith(prefix.digits());
    TreeSet<String> found = new TreeSet<>();
    for (StageName stage : List.of(StageName.COLLECT, StageName.AUGMENT)) {
      if (tables.has(stage)) {
        found.addAll(
            tables
                .documents(stage, starts)
                .select(DocumentTable.ID)
                .distinct()
                .orderBy(DocumentTable.ID)
                .limit(EXAMPLES + 1)
                .as(Encoders.STRING())
                .collectAsList());
      }
    }
    if (found.isEmpty()) {
      throw new SeekforgeException(
          "Cannot trace "
              + prefix.digits()
              + ": no document of this recipe has an id that starts so"
              + (tables.has(StageName.AUGMENT) ? "" : " (augment was not run: no variants yet)"));
    }
    if (found.size() > 1) {
      throw new SeekforgeException(
          "Cannot trace %s: it is the start of several ids (%s%s); give more digits"
              .formatted(
                  prefix.digits(),
                  String.join(", ", found.stream().limit(EXAMPLES).toList()),
                  found.size() > EXAMPLES ? ", …" : ""));
    }
    return found.first();
  }

  private List<String> inRow(Target.ShardRow target, String asked) {
    if (!tables.has(StageName.PACK)) {
      throw new SeekforgeException(
          "Cannot trace " + asked + ": the stage pack was not run; run it, or ask for a document");
    }
    String file = Shards.file(target.split(), target.shard());
    List<Row> rows =
        Shards.read(tables, target.split())
            .where(
                col(Shards.FILE)
                    .equalTo(file.substring(file.lastIndexOf('/') + 1))
                    .and(col(Shards.ROW).equalTo(target.row())))
            .select(ShardTable.DOCUMENT_IDS)
            .collectAsList();
    if (rows.isEmpty()) {
      throw new SeekforgeException(
          "Cannot trace " + asked + ": " + file + " has no row " + target.row());
    }
    return rows.get(0).<String>getList(0).stream().distinct().toList();
  }

  private List<Trace> records(Target.RecordPlace place, String asked) {
    List<Trace> traces = new ArrayList<>();
    Column here = isFile(place.file()).and(col(DocumentTable.POSITION).equalTo(place.position()));
    for (Row row :
        QuarantineTable.read(tables.spark(), tables.folders().get(StageName.COLLECT).quarantine())
            .where(here)
            .orderBy(QuarantineTable.FILE, QuarantineTable.REASON)
            .limit(Trace.MOST)
            .collectAsList()) {
      traces.add(way.ofBadRecord(quarantined(QuarantineTable.entry(row))));
    }
    tables
        .documents(StageName.COLLECT, here)
        .select(DocumentTable.ID)
        .distinct()
        .orderBy(DocumentTable.ID)
        .limit(Trace.MOST)
        .as(Encoders.STRING())
        .collectAsList()
        .forEach(id -> traces.add(way.of(id)));
    if (traces.isEmpty()) {
      throw new SeekforgeException(
          "Cannot trace "
              + asked
              + ": no document and no bad record was collected from there (positions count from 0)");
    }
    return traces;
  }

  /** The file's whole path, or its end after a slash. */
  private static Column isFile(String file) {
    return col(DocumentTable.FILE).equalTo(file).or(col(DocumentTable.FILE).endsWith("/" + file));
  }

  private static Quarantined quarantined(QuarantineEntry entry) {
    return new Quarantined(
        entry.source(),
        entry.file(),
        entry.position(),
        entry.reason(),
        entry.detail(),
        entry.sample());
  }
}
