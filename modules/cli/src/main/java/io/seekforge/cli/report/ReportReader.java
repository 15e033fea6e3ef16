package io.seekforge.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.cli.pipeline.Manifest;
import io.seekforge.cli.pipeline.Provenance;
import io.seekforge.cli.pipeline.StageContext;
import io.seekforge.cli.report.Report.StageLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gathers a report from the folders of the stages before. */
final class ReportReader {
  private final StageContext context;
  private final SmallFiles files;

  ReportReader(StageContext context) {
    this.context = context;
    this.files = new SmallFiles(context.workspace());
  }

  Report report() {
    Recipe recipe = context.recipe();
    List<Manifest> manifests = manifests();
    LedgerReader ledgers = new LedgerReader(context.spark(), context.inputs());
    StageFolder evaluate = context.inputs().get(StageName.EVALUATE);
    JsonNode evaluation = files.json(evaluate.child("evaluation.json"));
    return new Report(
        Report.FORMAT,
        recipe.report().title().isBlank() ? recipe.name() : recipe.report().title(),
        recipe.name(),
        manifests.get(manifests.size() - 1).recipe(),
        recipe.model().path(),
        manifests.stream().map(this::line).toList(),
        ledgers.drops(),
        ledgers.quarantine(),
        ledgers.rewrites(),
        AuditReader.read(context.spark(), context.input(StageName.DECONTAMINATE)),
        CorpusReader.read(context.spark(), context.input(StageName.DECONTAMINATE).documents()),
        new CurveReader(files).read(context.input(StageName.TRAIN).child("training.jsonl")),
        new ExpertsReader(context.spark(), files)
            .read(context.input(StageName.TRAIN).child("routing")),
        evaluation,
        new SampleReader(files)
            .read(evaluate.child("predictions.jsonl"), recipe.report().samples()),
        paths(manifests),
        provenance(manifests));
  }

  private List<Manifest> manifests() {
    List<Manifest> manifests = new ArrayList<>();
    for (Map.Entry<StageName, StageFolder> input : context.inputs().entrySet()) {
      manifests.add(
          context
              .workspace()
              .manifest(input.getValue())
              .orElseThrow(
                  () ->
                      new SeekforgeException(
                          "Cannot report: no manifest in " + input.getValue().root())));
    }
    return manifests;
  }

  private StageLine line(Manifest manifest) {
    return new StageLine(
        manifest.stage(),
        manifest.fingerprint(),
        manifest.inputs(),
        manifest.counts().total(),
        manifest.counts().kept(),
        manifest.counts().dropped(),
        manifest.counts().reasons(),
        manifest.counts().figures(),
        manifest.dictionaries(),
        context.workspace().folder(manifest.stageName(), manifest.fingerprint()).root(),
        manifest.seconds());
  }

  private SortedMap<String, String> paths(List<Manifest> manifests) {
    SortedMap<String, String> paths = new TreeMap<>();
    manifests.stream()
        .filter(manifest -> manifest.stageName() == StageName.EXPORT)
        .flatMap(manifest -> manifest.files().stream())
        .map(file -> file.path().split("/", 2)[0])
        .distinct()
        .forEach(top -> paths.put(top, context.workspace().shown("out/" + top)));
    paths.put("report", context.workspace().shown("out/report"));
    paths.put("workspace", context.workspace().shown(""));
    return paths;
  }

  private static SortedMap<String, String> provenance(List<Manifest> manifests) {
    Provenance last = manifests.get(manifests.size() - 1).provenance();
    return new TreeMap<>(
        Map.of(
            "seekforge", last.seekforge(),
            "java", last.java(),
            "os", last.os(),
            "spark", last.spark(),
            "cpu", last.cpu()));
  }
}
