package io.seekforge.bench.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.spark.metrics.sink.PrometheusServlet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What submit/ names is there. */
final class SubmitFilesTest {
  private static final Path DIST = Profile.ROOT.resolve("modules/cli/target/dist");

  @TempDir Path folder;

  @Test
  void whatImagesCopyIsInTheDistribution() throws IOException {
    assumeTrue(Files.exists(DIST.resolve("classpath.txt")), "no modules/cli/target/dist");
    for (String file : List.of("Dockerfile", "Dockerfile.cuda")) {
      List<String> copied = copied(Profile.SUBMIT.resolve("kubernetes").resolve(file));
      assertThat(copied).isNotEmpty().allSatisfy(path -> assertThat(DIST.resolve(path)).exists());
    }
    assertThat(DIST.resolve("lib").toFile().list())
        .anyMatch(name -> name.matches("seekforge-cli-.*\\.jar"));
  }

  /** Sources of COPY lines that come from the context, not from another image. */
  private static List<String> copied(Path dockerfile) throws IOException {
    List<String> sources = new ArrayList<>();
    for (String line : Files.readAllLines(dockerfile)) {
      List<String> words = new ArrayList<>(List.of(line.strip().split("\\s+")));
      if (words.get(0).equals("COPY") && !line.contains("--from=")) {
        words.removeIf(word -> word.startsWith("--"));
        sources.addAll(words.subList(1, words.size() - 1));
      }
    }
    return sources;
  }

  @Test
  void whatProfilesNameIsThereAndNothingInThemIsSecret() throws IOException {
    List<Profile> profiles = Profile.all();
    assertThat(profiles).hasSizeGreaterThanOrEqualTo(6);
    for (Profile profile : profiles) {
      assertThat(profile.get("spark.master")).as(profile.file().toString()).isNotBlank();
      for (String key : profile.settings().stringPropertyNames()) {
        String value = profile.get(key);
        assertThat(key).startsWith("spark.");
        assertThat(key.toLowerCase(Locale.ROOT))
            .doesNotContain("password", "secret", "token", "accesskey");
        if (value.startsWith("submit/")) {
          assertThat(Profile.ROOT.resolve(value)).as(key).exists();
        }
      }
    }
  }

  @Test
  void theLoopsThatTheCompilerLeavesOutAreThere() throws Exception {
    String launcher = Files.readString(Profile.SUBMIT.resolve("seekforge"));
    List<MatchResult> named =
        Pattern.compile("(\\w+)::(\\w+)").matcher(launcher).results().toList();
    assertThat(named).isNotEmpty();
    for (MatchResult name : named) {
      Class<?> kernels = Class.forName("io.seekforge.tensor.cpu." + name.group(1));
      assertThat(kernels.getDeclaredMethods()).extracting(Method::getName).contains(name.group(2));
    }
  }

  @Test
  void theMetricsSinkIsSparks() throws IOException {
    assertThat(Profile.of("kubernetes").get("spark.metrics.conf.*.sink.prometheusServlet.class"))
        .isEqualTo(PrometheusServlet.class.getName());
  }

  @Test
  void theDiscoveryScriptTellsTheGpusThatNvidiaSmiLists() throws Exception {
    Path smi = folder.resolve("nvidia-smi");
    Files.writeString(smi, "#!/bin/sh\nprintf '0\\n3\\n'\n");
    assertThat(smi.toFile().setExecutable(true)).isTrue();
    ProcessBuilder script = new ProcessBuilder(Profile.SUBMIT.resolve("discover-gpus").toString());
    script.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    Process process = script.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(out.strip()).isEqualTo("{\"name\": \"gpu\", \"addresses\": [\"0\", \"3\"]}");
  }
}
