package io.seekforge.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import io.seekforge.cli.recipe.RecipeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drivers under YARN, on several hosts: what one process sees of another. */
final class WorkspaceLockTest {
  private static final String APPLICATION = "application_1410901177871_0012";

  @TempDir Path folder;
  private Workspace workspace;

  @BeforeEach
  void open() throws IOException {
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(
        recipe,
        """
        name: test
        workspace: %s/work
        model: {path: base}
        collect: {sources: [{name: a, path: a}]}
        """
            .formatted(folder));
    workspace = Workspace.open(RecipeFile.read(recipe, List.of(), Map.of()), new Configuration());
  }

  @Test
  void yarnNamesApplicationAndAttempt() {
    assertThat(here("container_1410901177871_0012_02_000001"))
        .returns(APPLICATION, LockOwner::application)
        .returns(2, LockOwner::attempt)
        .returns(ProcessHandle.current().pid(), LockOwner::pid);
    assertThat(here("container_e17_1410901177871_0012_03_000005"))
        .returns(APPLICATION, LockOwner::application)
        .returns(3, LockOwner::attempt);
    assertThat(here("a container of something else")).returns("", LockOwner::application);
    assertThat(LockOwner.here(Optional.empty())).returns("", LockOwner::application);
  }

  @Test
  void aLaterAttemptTakesOverWhereverTheFirstRan() throws IOException {
    try (WorkspaceLock first = acquire("host-1", APPLICATION, 1)) {
      assertThatCode(first::check).doesNotThrowAnyException();
      try (WorkspaceLock second = acquire("host-2", APPLICATION, 2)) {
        assertThatCode(second::check).doesNotThrowAnyException();
        assertThatThrownBy(first::check)
            .isInstanceOf(SeekforgeException.class)
            .hasMessage(
                "Cannot go on in %s: process 7 on host-2 (attempt 2 of %s) has taken it over",
                workspace.root(), APPLICATION);
        first.close();
        assertThat(lock()).as("not its own any more").exists();
        assertRefused("host-1", APPLICATION, 1);
      }
    }
    assertThat(lock()).doesNotExist();
    assertThat(Files.list(lock().getParent())).as("nothing left behind").isEmpty();
  }

  @Test
  void anybodyElseIsRefused() {
    try (WorkspaceLock first = acquire("host-1", APPLICATION, 1)) {
      assertRefused("host-2", APPLICATION, 1);
      assertRefused("host-2", "application_1410901177871_0013", 2);
      assertRefused("host-2", "", 0);
      assertThat(lock()).exists();
    }
  }

  @Test
  void aLockOfADriverOutsideOfYarnIsHeldAgainstAttempts() {
    try (WorkspaceLock first = acquire("host-1", "", 0)) {
      assertThatThrownBy(() -> acquire("host-2", APPLICATION, 2))
          .hasMessageContaining("process 7 on host-1 holds it");
    }
  }

  private void assertRefused(String host, String application, int attempt) {
    assertThatThrownBy(() -> acquire(host, application, attempt))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageStartingWith("Cannot run in " + workspace.root() + ": process 7 on host-")
        .hasMessageContaining(" of " + APPLICATION + ") holds it")
        .hasMessageContaining("delete " + workspace.root() + "/.lock");
  }

  private WorkspaceLock acquire(String host, String application, int attempt) {
    return WorkspaceLock.acquire(workspace, new LockOwner(host, 7, "", application, attempt));
  }

  private static LockOwner here(String container) {
    return LockOwner.here(Optional.of(container));
  }

  private Path lock() {
    return folder.resolve("work/test/.lock");
  }
}
