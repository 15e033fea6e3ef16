package io.seekforge.cli.pipeline;

import io.seekforge.api.ContentHash;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Runs stages in order. A stage whose fingerprint is there whole is skipped; what a dead run left
 * is deleted; the manifest is written last.
 */
public final class Pipeline {
  private final List<Stage> stages;
  private final Recipe recipe;
  private final Workspace workspace;
  private final Supplier<SparkSession> session;
  private final Progress progress;
  private final Map<StageName, Manifest> done = new EnumMap<>(StageName.class);

  /**
   * A pipeline of the given stages.
   *
   * @param stages in their order
   * @param session starts Spark when it is first asked: a run that reuses every stage needs none
   */
  public Pipeline(
      List<Stage> stages,
      Recipe recipe,
      Workspace workspace,
      Supplier<SparkSession> session,
      Progress progress) {
    this.stages = List.copyOf(stages);
    this.recipe = recipe;
    this.workspace = workspace;
    this.session = session;
    this.progress = progress;
  }

  /**
   * Runs a range of stages.
   *
   * @return manifests of all stages up to the range's end, by stage
   * @throws SeekforgeException with one line, if anything fails
   */
  public Map<StageName, Manifest> run(StageRange range) {
    done.clear();
    try (WorkspaceLock lock = WorkspaceLock.acquire(workspace)) {
      FileHashes hashes = new FileHashes(workspace, Clock.systemUTC());
      for (Stage stage : stages) {
        if (!range.after(stage.name())) {
          done.put(stage.name(), step(stage, range, hashes, lock));
        }
      }
    }
    return done;
  }

  /**
   * The stages, from the first on, whose output for this recipe is there, up to a last one. Takes
   * no lock and writes nothing.
   */
  public Map<StageName, Manifest> present(StageName last) {
    done.clear();
    FileHashes hashes = new FileHashes(workspace, Clock.systemUTC());
    for (Stage stage : stages) {
      if (stage.name().compareTo(last) > 0) {
        break;
      }
      String fingerprint = identity(stage, hashes).fingerprint();
      Optional<Manifest> manifest = workspace.whole(workspace.folder(stage.name(), fingerprint));
      if (manifest.isEmpty()) {
        break;
      }
      done.put(stage.name(), manifest.get());
    }
    return new EnumMap<>(done);
  }

  private Manifest step(Stage stage, StageRange range, FileHashes hashes, WorkspaceLock lock) {
    StageName name = stage.name();
    Identity identity = identity(stage, hashes);
    hashes.save();
    StageFolder folder = workspace.folder(name, identity.fingerprint());
    Manifest present = workspace.whole(folder).orElse(null);
    if (present != null && !(range.again() && !range.before(name))) {
      progress.line(name.word() + ": there already (" + identity.fingerprint() + ")");
      new Publication(workspace).publish(folder, present);
      return present;
    }
    if (range.before(name)) {
      throw new SeekforgeException(
          "Cannot start at %s: the output of %s (%s) is not there; start at %s or earlier"
              .formatted(range.from().word(), name.word(), folder.root(), name.word()));
    }
    Manifest made = make(stage, identity, folder, lock);
    new Publication(workspace).publish(folder, made);
    return made;
  }

  private Manifest make(Stage stage, Identity identity, StageFolder folder, WorkspaceLock lock) {
    String word = stage.name().word();
    progress.line(word + ": " + folder.root());
    long start = System.nanoTime();
    try {
      clear(stage, folder);
      StageCounts counts = stage.run(context(stage, folder));
      double seconds = (System.nanoTime() - start) / 1e9;
      Manifest manifest = manifest(stage, identity, folder, counts, seconds);
      byte[] json = Json.write(manifest);
      lock.check();
      workspace.write(new Path(folder.manifest()), json);
      progress.line(summary(word, counts, seconds));
      return Json.read(json, Manifest.class);
    } catch (Exception | Error e) { // Scala throws checked exceptions that it does not declare
      throw new SeekforgeException(Failure.ofStage(word, e, folder.root()), e);
    }
  }

  private static String summary(String word, StageCounts counts, double seconds) {
    return String.format(
        Locale.ROOT,
        "%s: %,d in, %,d out, %,d dropped, %.1f s",
        word,
        counts.total(),
        counts.kept(),
        counts.dropped(),
        seconds);
  }

  private StageContext context(Stage stage, StageFolder folder) {
    Map<StageName, StageFolder> inputs = new EnumMap<>(StageName.class);
    for (StageName input : stage.inputs()) {
      inputs.put(input, workspace.folder(input, done.get(input).fingerprint()));
    }
    return new StageContext(session, recipe, inputs, folder, workspace, progress);
  }

  /** Deletes this version, and leftovers of other versions, unless a dead run can be continued. */
  private void clear(Stage stage, StageFolder folder) throws IOException {
    Path versions = workspace.stage(stage.name());
    Path own = new Path(folder.root());
    boolean continues = stage.resumable() && workspace.manifest(folder).isEmpty();
    if (!continues) {
      workspace.delete(own);
    }
    workspace.files().mkdirs(versions);
    for (FileStatus version : workspace.files().listStatus(versions)) {
      boolean leftover =
          !version.getPath().getName().equals(own.getName())
              && !workspace.files().exists(new Path(version.getPath(), "manifest.json"));
      if (leftover && !stage.resumable()) {
        workspace.delete(version.getPath());
      }
    }
    workspace.files().mkdirs(own);
  }

  /** What a stage's output depends on. */
  private record Identity(
      String fingerprint,
      SortedMap<String, String> inputs,
      SortedMap<String, Object> settings,
      SortedMap<String, String> dictionaries) {}

  private Identity identity(Stage stage, FileHashes hashes) {
    SortedMap<String, String> inputs = new TreeMap<>();
    for (StageName input : stage.inputs()) {
      inputs.put(input.word(), done.get(input).fingerprint());
    }
    SortedMap<String, String> dictionaries = new TreeMap<>();
    List<String> contents = new ArrayList<>();
    for (String location : stage.dictionaries(recipe)) {
      String hash = hashes.content(location);
      dictionaries.put(location, hash);
      contents.add(hash);
    }
    SortedMap<String, Object> settings = Settings.of(stage.name(), recipe);
    String fingerprint =
        ContentHash.fingerprint(
            Manifest.FORMAT, stage.name(), stage.version(), inputs, settings, contents);
    return new Identity(fingerprint, inputs, settings, dictionaries);
  }

  private Manifest manifest(
      Stage stage, Identity identity, StageFolder folder, StageCounts counts, double seconds)
      throws IOException {
    List<Manifest.Entry> entries = new ArrayList<>();
    Path root = workspace.files().makeQualified(new Path(folder.root()));
    for (FileStatus file : workspace.list(root)) {
      entries.add(
          new Manifest.Entry(
              Workspace.relative(root, file.getPath()),
              file.getLen(),
              FileHashes.sha256(workspace.files(), file.getPath())));
    }
    return new Manifest(
        Manifest.FORMAT,
        stage.name().word(),
        identity.fingerprint(),
        Settings.hash(recipe),
        identity.inputs(),
        identity.settings(),
        counts,
        identity.dictionaries(),
        entries,
        Provenance.here(),
        seconds);
  }
}
