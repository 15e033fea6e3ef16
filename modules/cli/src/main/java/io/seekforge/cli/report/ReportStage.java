package io.seekforge.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.cli.pipeline.Failure;
import io.seekforge.cli.pipeline.Stage;
import io.seekforge.cli.pipeline.StageContext;
import io.seekforge.cli.report.html.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/** Writes {@code report/report.json} and {@code report/index.html} from what all stages left. */
public final class ReportStage implements Stage {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  @Override
  public StageName name() {
    return StageName.REPORT;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public List<StageName> inputs() {
    return Arrays.stream(StageName.values()).filter(stage -> stage != name()).toList();
  }

  @Override
  public List<String> dictionaries(Recipe recipe) {
    return List.of();
  }

  @Override
  public StageCounts run(StageContext context) {
    Report report = new ReportReader(context).report();
    write(context, "report.json", json(report));
    write(context, "index.html", Page.of(report));
    return new StageCounts(
        report.stages().size(), report.stages().size(), 0, new TreeMap<>(), new TreeMap<>());
  }

  static String json(Report report) {
    try {
      return JSON.writeValueAsString(report) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void write(StageContext context, String name, String text) {
    Path path = new Path(context.output().child("report/" + name));
    try {
      context.workspace().write(path, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new SeekforgeException("Cannot write " + path + ": " + Failure.reason(e), e);
    }
  }
}
