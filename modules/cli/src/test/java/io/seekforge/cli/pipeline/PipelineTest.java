package io.seekforge.cli.pipeline;

import static io.seekforge.api.StageName.CLEAN;
import static io.seekforge.api.StageName.COLLECT;
import static io.seekforge.api.StageName.EXPORT;
import static io.seekforge.api.StageName.REPORT;
import static io.seekforge.api.StageName.TRAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.cli.recipe.RecipeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PipelineTest {
  @TempDir Path folder;

  private final FakeStage collect = new FakeStage(COLLECT);
  private final FakeStage clean = new FakeStage(CLEAN, COLLECT);
  private final FakeStage train = new FakeStage(TRAIN, CLEAN);
  private final FakeStage export = new FakeStage(EXPORT, TRAIN);
  private Path source;

  @BeforeEach
  void prepare() throws IOException {
    source = folder.resolve("source.txt");
    write(source, "one");
    collect.dictionaries = List.of(source.toString());
    train.resumable = true;
    export.work =
        output -> {
          Files.createDirectories(output.resolve("adapter"));
          Files.copy(source, output.resolve("adapter/weights"));
        };
  }

  @Test
  void everyStageRunsOnceAndIsReused() throws IOException {
    Map<StageName, Manifest> first = run();
    Map<StageName, Manifest> second = run();
    assertThat(runs()).containsExactly(1, 1, 1, 1);
    assertThat(second).isEqualTo(first);
    Path train = stage("train", first);
    assertThat(train.resolve("data/lines.txt")).hasContent("train\nclean\ncollect");
    assertThat(Files.readString(train.resolve("manifest.json")))
        .contains("\"stage\" : \"train\"", "\"clean\" : \"" + first.get(CLEAN).fingerprint())
        .contains("\"learning-rate\" : 2.0E-4", "\"path\" : \"data/lines.txt\"");
    assertThat(folder.resolve("work/test/out/adapter/weights")).hasContent("one");
    assertThat(folder.resolve("work/test/.lock")).doesNotExist();
  }

  @Test
  void whatAStageDependsOnChangesItsFingerprintAndAllAfterIt() throws IOException {
    Map<StageName, Manifest> first = run();
    Map<StageName, Manifest> other = run(StageRange.all(), "train.epochs=3");
    assertThat(runs()).containsExactly(1, 1, 2, 2);
    assertThat(other.get(CLEAN)).isEqualTo(first.get(CLEAN));
    assertThat(other.get(EXPORT).fingerprint()).isNotEqualTo(first.get(EXPORT).fingerprint());
    clean.version = 2;
    run();
    assertThat(runs()).containsExactly(1, 2, 3, 3);
    write(source, "two");
    run();
    assertThat(runs()).containsExactly(2, 3, 4, 4);
    assertThat(folder.resolve("work/test/out/adapter/weights")).hasContent("two");
    clean.version = 1;
    write(source, "one");
    run();
    assertThat(runs()).as("the first version is still there").containsExactly(2, 3, 4, 4);
    assertThat(folder.resolve("work/test/out/adapter/weights")).hasContent("one");
  }

  @Test
  void theWorkspaceDoesNotChangeFingerprints() throws IOException {
    Map<StageName, Manifest> first = run();
    Map<StageName, Manifest> elsewhere = run(StageRange.all(), "workspace=" + folder + "/other");
    assertThat(elsewhere.get(EXPORT).fingerprint()).isEqualTo(first.get(EXPORT).fingerprint());
    assertThat(elsewhere.get(EXPORT).recipe()).isEqualTo(first.get(EXPORT).recipe());
    assertThat(elsewhere.get(EXPORT).files()).isEqualTo(first.get(EXPORT).files());
  }

  @Test
  void aFolderWithMissingOrShortFilesIsMadeAgain() throws IOException {
    Path data = stage("clean", run()).resolve("data/lines.txt");
    Files.delete(data);
    run();
    assertThat(runs()).containsExactly(1, 2, 1, 1);
    Files.writeString(data, "x");
    run();
    assertThat(runs()).containsExactly(1, 3, 1, 1);
    assertThat(data).hasContent("clean\ncollect");
  }

  @Test
  void aDeadRunLeavesNothingThatIsTakenForWhole() throws IOException {
    clean.work =
        output -> {
          Files.writeString(output.resolve("data/leftover"), "half");
          throw new IOException("No space left on device");
        };
    assertThatThrownBy(this::run)
        .isInstanceOf(SeekforgeException.class)
        .hasMessageMatching(
            "Cannot finish clean: No space left on device \\(wrote to .*/clean/[0-9a-f]+\\):"
                + " free space there, or choose another workspace, and run again;"
                + " finished stages are kept");
    assertThat(folder.resolve("work/test/.lock")).doesNotExist();
    clean.work = output -> assertThat(output.resolve("data/leftover")).doesNotExist();
    run();
    assertThat(runs()).containsExactly(1, 2, 1, 1);
  }

  @Test
  void leftoversOfOtherVersionsAreDeletedButNotOfTraining() throws IOException {
    Path dead = folder.resolve("work/test/clean/0123456789abcdef/documents");
    Path resumable = folder.resolve("work/test/train/0123456789abcdef/checkpoints");
    Files.createDirectories(dead);
    Files.createDirectories(resumable);
    run();
    assertThat(dead.getParent()).doesNotExist();
    assertThat(resumable).exists();
  }

  @Test
  void aStageThatCanBeContinuedFindsWhatItLeft() throws IOException {
    train.work =
        output -> {
          Files.writeString(output.resolve("checkpoint"), "step 1");
          throw new IOException("killed");
        };
    assertThatThrownBy(this::run).hasMessage("Cannot finish train: killed");
    train.work = output -> assertThat(output.resolve("checkpoint")).hasContent("step 1");
    run();
    assertThat(runs()).containsExactly(1, 1, 2, 1);
    train.work = output -> assertThat(output.resolve("checkpoint")).doesNotExist();
    run(new StageRange(TRAIN, REPORT, true));
    assertThat(runs()).containsExactly(1, 1, 3, 2);
  }

  @Test
  void fromRunsAgainAndToStops() throws IOException {
    run(new StageRange(COLLECT, CLEAN, false));
    assertThat(runs()).containsExactly(1, 1, 0, 0);
    run(new StageRange(CLEAN, TRAIN, true));
    assertThat(runs()).containsExactly(1, 2, 1, 0);
    run(StageRange.only(EXPORT));
    assertThat(runs()).containsExactly(1, 2, 1, 1);
  }

  @Test
  void fromNeedsTheOutputOfTheStageBefore() throws IOException {
    run(StageRange.only(COLLECT));
    assertThatThrownBy(() -> run(StageRange.only(TRAIN)))
        .hasMessageMatching(
            "Cannot start at train: the output of clean \\(.*/clean/[0-9a-f]{16}\\) is not there;"
                + " start at clean or earlier");
  }

  @Test
  void aFileThatAppearsChangesTheFingerprint() throws IOException {
    Path optional = folder.resolve("optional.json");
    collect.dictionaries = List.of(source.toString(), optional.toString());
    Manifest without = run().get(COLLECT);
    assertThat(without.dictionaries()).containsEntry(optional.toString(), "missing");
    write(optional, "{}");
    assertThat(run().get(COLLECT).fingerprint()).isNotEqualTo(without.fingerprint());
  }

  @Test
  void folderAndGlobHashesFollowNamesAndContent() throws IOException {
    Path texts = folder.resolve("texts");
    Files.createDirectories(texts.resolve("deep"));
    write(texts.resolve("a.txt"), "a");
    write(texts.resolve("deep/b.txt"), "b");
    collect.dictionaries = List.of(texts.toString(), texts + "/*.txt");
    String first = run().get(COLLECT).fingerprint();
    Files.move(texts.resolve("deep/b.txt"), texts.resolve("deep/c.txt"));
    assertThat(run().get(COLLECT).fingerprint()).isNotEqualTo(first);
    Files.move(texts.resolve("deep/c.txt"), texts.resolve("deep/b.txt"));
    assertThat(run().get(COLLECT).fingerprint()).isEqualTo(first);
    assertThat(Files.readString(folder.resolve("work/test/cache/hashes.json"))).contains("b.txt");
  }

  @Test
  void twoRunsDoNotShareAWorkspace() throws IOException {
    collect.work = output -> assertThatThrownBy(() -> run(StageRange.all())).satisfies(this::held);
    run();
    assertThat(runs()).containsExactly(1, 1, 1, 1);
  }

  private void held(Throwable failure) {
    assertThat(failure)
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("process " + ProcessHandle.current().pid() + " on ")
        .hasMessageContaining("delete");
  }

  @Test
  void aLockOfADeadProcessIsTakenOver() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    String host = java.net.InetAddress.getLocalHost().getHostName();
    Path lock = folder.resolve("work/test/.lock");
    Files.createDirectories(lock.getParent());
    Files.writeString(
        lock, "{\"host\": \"%s\", \"pid\": %d, \"started\": \"\"}".formatted(host, process.pid()));
    run();
    assertThat(lock).doesNotExist();
    Files.writeString(lock, "{\"host\": \"elsewhere\", \"pid\": 1, \"started\": \"\"}");
    assertThatThrownBy(this::run).hasMessageContaining("process 1 on elsewhere holds it");
    Files.writeString(lock, "");
    assertThatThrownBy(this::run).hasMessageContaining("another run holds it");
  }

  private List<Integer> runs() {
    return Stream.of(collect, clean, train, export).map(stage -> stage.runs).toList();
  }

  private Map<StageName, Manifest> run() throws IOException {
    return run(StageRange.all());
  }

  private Map<StageName, Manifest> run(StageRange range, String... settings) throws IOException {
    return run(range, new Configuration(), recipe(settings));
  }

  /** In a workspace of another file system. */
  private Map<StageName, Manifest> run(StageRange range, Configuration configuration)
      throws IOException {
    return run(range, configuration, recipe("workspace=full://" + folder + "/work"));
  }

  private Map<StageName, Manifest> run(
      StageRange range, Configuration configuration, Recipe recipe) {
    return Map.copyOf(
        new Pipeline(
                List.of(collect, clean, train, export),
                recipe,
                Workspace.open(recipe, configuration),
                () -> {
                  throw new AssertionError("no stage asked for Spark");
                },
                Progress.SILENT)
            .run(range));
  }

  private Recipe recipe(String... settings) throws IOException {
    Path file = folder.resolve("recipe.yaml");
    Files.writeString(
        file,
        """
        name: test
        workspace: %s/work
        model: {path: base}
        collect: {sources: [{name: a, path: a}]}
        """
            .formatted(folder));
    return RecipeFile.read(file, List.of(settings), Map.of());
  }

  private Path stage(String stage, Map<StageName, Manifest> manifests) {
    String fingerprint = manifests.get(StageName.of(stage).orElseThrow()).fingerprint();
    return folder.resolve("work/test").resolve(stage).resolve(fingerprint);
  }

  /** Old enough for its hash to be remembered. */
  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.parse("2024-01-01T00:00:00Z").plusSeconds(text.hashCode())));
  }
}
