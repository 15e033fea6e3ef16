package io.seekforge.training.checkpoint;

import io.seekforge.model.ParameterLayout;
import io.seekforge.model.checkpoint.SafetensorsFile;
import io.seekforge.training.rounds.Counters;
import io.seekforge.training.rounds.OptimizerState;
import io.seekforge.training.rounds.RunPlan;
import io.seekforge.training.rounds.StepStore;
import io.seekforge.training.rounds.TrainingState;
import io.seekforge.training.store.HadoopFolder;
import io.seekforge.training.store.HashingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The checkpoints of one run: {@code step-00000020/} with {@code state.json} written last. A folder
 * without it, or whose files are not those that it names, was never finished: it is removed.
 */
public final class Checkpoints implements StepStore {
  private static final String STATE = "state.json";
  private static final String PARAMETERS = "parameters.safetensors";
  private static final String RESIDUAL = "residual-";
  private static final String OUTER = "outer.safetensors";
  private static final String LOG = "training.jsonl";
  private static final String FOLDER = "step-";
  private static final String FIRST_MOMENT = "exp_avg.";
  private static final String SECOND_MOMENT = "exp_avg_sq.";

  private final HadoopFolder folder;
  private final Run run;

  /**
   * The run whose checkpoints these are.
   *
   * @param fingerprint of everything the next round depends on: a checkpoint of another run is not
   *     used
   * @param layout names of the parameters
   * @param plan steps and rounds
   * @param seed seed of the run
   * @param schedule the learning rate's schedule in words
   * @param replicas of the run
   * @param keep checkpoints that stay
   */
  public record Run(
      String fingerprint,
      ParameterLayout layout,
      RunPlan plan,
      long seed,
      String schedule,
      int replicas,
      int keep) {}

  /**
   * A whole checkpoint.
   *
   * @param counters how far the run was
   * @param optimizerSteps steps of each optimiser
   * @param hashes SHA-256 of its files by name
   * @param log lines of {@code training.jsonl} up to it
   */
  public record Saved(
      Counters counters, List<Long> optimizerSteps, SortedMap<String, String> hashes, byte[] log) {}

  /**
   * @param folder {@code checkpoints/}; made when needed
   */
  public Checkpoints(HadoopFolder folder, Run run) {
    this.folder = folder;
    this.run = run;
  }

  @Override
  public String location(long round) {
    return folder.location(name(round));
  }

  @Override
  public void forget(long round) {
    if (!folder.child(name(round)).exists(STATE)) {
      remove(name(round));
    }
  }

  @Override
  public void save(TrainingState state, byte[] log) {
    String name = name(state.counters().round());
    remove(name);
    HadoopFolder target = folder.child(name);
    SortedMap<String, String> hashes = new TreeMap<>();
    VectorFile parameters = new VectorFile(run.layout()).add("", state.parameters());
    hashes.put(PARAMETERS, parameters.write(target, PARAMETERS));
    for (int i = 0; i < state.optimizers().size(); i++) {
      String file = optimizerFile(i, state.optimizers().size());
      hashes.put(file, write(state.optimizers().get(i), target, file));
    }
    for (int replica = 0; replica < state.residuals().size(); replica++) {
      writeIfAny(state.residuals().get(replica), target, residualFile(replica), hashes);
    }
    writeIfAny(state.momentum(), target, OUTER, hashes);
    List<Long> steps = state.optimizers().stream().map(OptimizerState::steps).toList();
    finish(state.counters(), steps, hashes, log);
  }

  @Override
  public void finish(
      Counters counters, List<Long> optimizerSteps, SortedMap<String, String> hashes, byte[] log) {
    long step = run.plan().stepsAfter(counters.round());
    HadoopFolder target = folder.child(name(counters.round()));
    SortedMap<String, String> files = new TreeMap<>(hashes);
    files.put(LOG, target.write(LOG, log));
    removeOthers(target, files.keySet());
    Snapshot snapshot =
        new Snapshot(
            run.fingerprint(),
            counters.round(),
            step,
            run.plan().slotsAfter(step),
            counters.tokens(),
            counters.skippedSteps(),
            optimizerSteps,
            run.seed(),
            run.schedule(),
            files);
    target.write(STATE, snapshot.json());
    removeOld();
  }

  /** What a task that was killed while it wrote has left. */
  private static void removeOthers(HadoopFolder target, Set<String> files) {
    target.names().stream().filter(name -> !files.contains(name)).forEach(target::delete);
  }

  private String name(long round) {
    return String.format(Locale.ROOT, FOLDER + "%08d", run.plan().stepsAfter(round));
  }

  /** The newest whole checkpoint of this run. What is broken is removed on the way. */
  public Optional<Saved> newest() {
    List<String> names = new ArrayList<>(folder.names());
    Collections.reverse(names);
    Optional<Saved> newest = Optional.empty();
    for (String name : names) {
      Optional<Snapshot> snapshot = whole(name);
      if (snapshot.isEmpty()) {
        remove(name);
      } else if (newest.isEmpty() && snapshot.get().fingerprint().equals(run.fingerprint())) {
        newest = Optional.of(saved(folder.child(name), snapshot.get()));
      }
    }
    return newest;
  }

  private String write(OptimizerState optimizer, HadoopFolder target, String file) {
    VectorFile vectors = new VectorFile(run.layout());
    if (optimizer.steps() > 0) {
      vectors.add(FIRST_MOMENT, optimizer.firstMoment());
      vectors.add(SECOND_MOMENT, optimizer.secondMoment());
    }
    return vectors.write(target, file);
  }

  private void writeIfAny(
      byte[] vector, HadoopFolder target, String file, SortedMap<String, String> hashes) {
    if (vector.length > 0) {
      hashes.put(file, new VectorFile(run.layout()).add("", vector).write(target, file));
    }
  }

  private byte[] readIfAny(HadoopFolder from, String file, SortedMap<String, String> hashes) {
    return hashes.containsKey(file)
        ? VectorFile.read(open(from, file), "", run.layout())
        : new byte[0];
  }

  private static Saved saved(HadoopFolder from, Snapshot snapshot) {
    Counters counters = new Counters(snapshot.round(), snapshot.tokens(), snapshot.skippedSteps());
    return new Saved(counters, snapshot.optimizerSteps(), snapshot.files(), from.read(LOG));
  }

  /** The state of a checkpoint that {@link #save} made. */
  public TrainingState load(Saved saved) {
    HadoopFolder from = folder.child(name(saved.counters().round()));
    List<OptimizerState> optimizers = new ArrayList<>();
    List<Long> steps = saved.optimizerSteps();
    for (int i = 0; i < steps.size(); i++) {
      optimizers.add(optimizer(open(from, optimizerFile(i, steps.size())), steps.get(i)));
    }
    List<byte[]> residuals = new ArrayList<>();
    if (saved.hashes().keySet().stream().anyMatch(file -> file.startsWith(RESIDUAL))) {
      for (int replica = 0; replica < run.replicas(); replica++) {
        residuals.add(readIfAny(from, residualFile(replica), saved.hashes()));
      }
    }
    return new TrainingState(
        saved.counters(),
        VectorFile.read(open(from, PARAMETERS), "", run.layout()),
        optimizers,
        residuals,
        readIfAny(from, OUTER, saved.hashes()));
  }

  private OptimizerState optimizer(SafetensorsFile file, long steps) {
    return steps == 0
        ? OptimizerState.FRESH
        : new OptimizerState(
            VectorFile.read(file, FIRST_MOMENT, run.layout()),
            VectorFile.read(file, SECOND_MOMENT, run.layout()),
            steps);
  }

  private static SafetensorsFile open(HadoopFolder from, String name) {
    return SafetensorsFile.of(from.location(name), from.read(name));
  }

  private static String residualFile(int replica) {
    return String.format(Locale.ROOT, RESIDUAL + "%05d.safetensors", replica);
  }

  private static String optimizerFile(int number, int of) {
    return of == 1
        ? "optimizer.safetensors"
        : String.format(Locale.ROOT, "optimizer-%05d.safetensors", number);
  }

  /** The state of a checkpoint all of whose files are there with the right bytes. */
  private Optional<Snapshot> whole(String name) {
    HadoopFolder candidate = folder.child(name);
    if (!name.startsWith(FOLDER) || !candidate.exists(STATE)) {
      return Optional.empty();
    }
    try {
      Snapshot snapshot = Snapshot.parse(candidate.read(STATE));
      boolean fits =
          snapshot.files().entrySet().stream()
              .allMatch(file -> file.getValue().equals(hash(candidate, file.getKey())));
      return fits ? Optional.of(snapshot) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String hash(HadoopFolder candidate, String name) {
    if (!candidate.exists(name)) {
      return "";
    }
    HashingOutput hashing = new HashingOutput(OutputStream.nullOutputStream());
    candidate.copyTo(name, hashing);
    return hashing.sha256();
  }

  private void removeOld() {
    List<String> finished =
        folder.names().stream().filter(name -> folder.child(name).exists(STATE)).toList();
    for (String name : finished.subList(0, Math.max(0, finished.size() - run.keep()))) {
      remove(name);
    }
  }

  /** Takes the state away first, so that a removal that is cut short leaves nothing whole. */
  private void remove(String name) {
    folder.child(name).delete(STATE);
    folder.delete(name);
  }
}
