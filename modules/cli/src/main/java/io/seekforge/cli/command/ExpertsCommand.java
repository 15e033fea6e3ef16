package io.seekforge.cli.command;

import io.seekforge.cli.report.Report.ExpertLayer;
import io.seekforge.cli.report.html.Page;
import io.seekforge.cli.spark.HadoopSettings;
import io.seekforge.cli.spark.PlainSession;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.Precision;
import io.seekforge.model.checkpoint.ExpertConfigFile;
import io.seekforge.model.checkpoint.HfConfig;
import io.seekforge.model.experts.ExpertConfig;
import io.seekforge.model.experts.ExpertScore;
import io.seekforge.model.experts.ExpertSelection;
import io.seekforge.training.resident.FolderModel;
import io.seekforge.training.routing.LayerCounts;
import io.seekforge.training.routing.RoutingLogJob;
import io.seekforge.training.routing.RoutingStatistics;
import io.seekforge.training.routing.RoutingTables;
import io.seekforge.training.routing.ScoreSummary;
import io.seekforge.training.routing.ShardRouting;
import io.seekforge.training.store.HadoopFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code experts}: from routing logs to the experts that a domain needs. */
@Command(
    name = "experts",
    description =
        "Counts which experts a model uses, from raw routing logs (ESFT's expert_weights_<layer>.txt) or by"
            + " running it, and chooses experts by that.",
    footer =
        "Writes routing.parquet, co-selection.parquet and index.html (heat maps), and for each domain DOMAIN/summary.json"
            + " and DOMAIN/expert_cfg.json (docs/spec/routing.md).",
    mixinStandardHelpOptions = true)
final class ExpertsCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  Input input;

  /** What is counted. */
  static final class Input {
    @Option(
        names = "--logs",
        paramLabel = "PATH",
        description =
            "Routing logs: one, an archive (.tar, .tar.gz) or a folder; archives and folders in it"
                + " are domains.")
    String logs;

    @Option(
        names = "--shards",
        paramLabel = "DOMAIN=DIR",
        description = "Packed sequences of a domain, on which --model is run. Repeats.")
    SortedMap<String, String> shards;
  }

  @Option(
      names = "--sequences",
      paramLabel = "N",
      defaultValue = "0",
      description = "With --shards: the first N of each domain. Default: all.")
  int sequences;

  @Option(
      names = "--dtype",
      paramLabel = "fp32|bf16",
      converter = PlainPrecisionConverter.class,
      defaultValue = "fp32",
      description = "With --shards: type of the weights. Default: ${DEFAULT-VALUE}.")
  Precision precision;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the results go; files of the same names are replaced.")
  String out;

  @Option(
      names = "--score",
      paramLabel = "token|gate",
      defaultValue = "token",
      description = "What experts are chosen by. Default: ${DEFAULT-VALUE}.")
  String score;

  @ArgGroup Amount amount = new Amount();

  /** How many experts are chosen. */
  static final class Amount {
    @Option(
        names = "--share",
        paramLabel = "P",
        description = "Choose experts until their scores add up to P. Default: 0.2.")
    Double share;

    @Option(names = "--top", paramLabel = "N", description = "Choose N experts of each layer.")
    Integer top;

    ExpertSelection selection() {
      return top != null
          ? new ExpertSelection.Top(top)
          : new ExpertSelection.Share(share == null ? 0.2 : share);
    }
  }

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The model that was logged: number of experts and top-k, layers are checked.")
  Path model;

  @Option(
      names = "--experts",
      paramLabel = "N",
      defaultValue = "64",
      description = "Experts of a layer, without --model. Default: ${DEFAULT-VALUE}.")
  int experts;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      defaultValue = "6",
      description = "Experts of a token, without --model. Default: ${DEFAULT-VALUE}.")
  int topK;

  @Option(names = "--shared-experts", description = "Also train the shared experts.")
  boolean sharedExperts;

  @Option(names = "--non-expert-modules", description = "Also train all that is no expert.")
  boolean nonExpertModules;

  @Option(names = "--master", paramLabel = "URL", description = "Spark master. Default: local[*].")
  String master;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    ExpertSelection selection = amount.selection();
    ExpertScore by = ExpertScore.of(score);
    ModelConfig shape = model == null ? null : HfConfig.read(model);
    if (shape != null) {
      ExpertConfig.requireExperts("--model " + model, shape);
      experts = shape.moe().experts();
      topK = shape.moe().topK();
    }
    if (topK < 1 || topK > experts || experts > 1 << 14) {
      throw new ParameterException(
          spec.commandLine(), "Invalid --top-k %d of --experts %d".formatted(topK, experts));
    }
    if (input.shards != null && model == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: --model=DIR, which --shards is run on");
    }
    write(count(), by, selection, shape);
    return 0;
  }

  private RoutingStatistics count() {
    try (PlainSession session = PlainSession.start("experts", master)) {
      if (input.shards == null) {
        return new RoutingLogJob(session.context(), experts, topK).run(input.logs);
      }
      FolderModel base = FolderModel.of(model.toString(), precision.word());
      return new ShardRouting(session.context(), base, sequences).run(input.shards, 0);
    }
  }

  private void write(
      RoutingStatistics statistics, ExpertScore by, ExpertSelection selection, ModelConfig shape) {
    Configuration hadoop = HadoopSettings.configuration();
    HadoopFolder folder = new HadoopFolder(out, hadoop);
    RoutingTables.write(statistics, folder, hadoop);
    List<ExpertLayer> shown = new ArrayList<>();
    for (String domain : statistics.domains()) {
      ExpertConfig chosen =
          statistics.choose(List.of(domain), by, selection, sharedExperts, nonExpertModules);
      if (shape != null) {
        chosen.check("the choice for " + domain, shape);
      }
      SortedMap<Integer, LayerCounts> layers = statistics.of(domain);
      HadoopFolder own = folder.child(domain);
      own.write(ScoreSummary.NAME, ScoreSummary.bytes(layers));
      own.write(ExpertConfigFile.NAME, ExpertConfigFile.bytes(chosen));
      layers.forEach((layer, counts) -> shown.add(shown(domain, layer, counts, chosen)));
      Screen.of(spec).line(line(domain, layers, chosen));
      Screen.of(spec).result(own.location(ExpertConfigFile.NAME));
    }
    String page = Page.ofExperts("Experts", shown);
    folder.write("index.html", page.getBytes(StandardCharsets.UTF_8));
  }

  private static ExpertLayer shown(
      String domain, int layer, LayerCounts counts, ExpertConfig chosen) {
    return new ExpertLayer(
        domain,
        layer,
        counts.tokens(),
        IntStream.range(0, counts.experts()).mapToObj(counts::load).toList(),
        chosen.experts().getOrDefault(layer, List.of()));
  }

  private static String line(
      String domain, SortedMap<Integer, LayerCounts> layers, ExpertConfig chosen) {
    long fewest = layers.values().stream().mapToLong(LayerCounts::tokens).min().orElse(0);
    long most = layers.values().stream().mapToLong(LayerCounts::tokens).max().orElse(0);
    int all = layers.values().stream().mapToInt(LayerCounts::experts).sum();
    String uneven =
        fewest == most ? "" : " (layers differ: from " + fewest + "; is a log cut off?)";
    return "experts: %s: %d layers, %d tokens%s, %d of %d experts chosen"
        .formatted(domain, layers.size(), most, uneven, chosen.size(), all);
  }
}
