package io.seekforge.training.checkpoint;

import io.seekforge.model.ParameterLayout;
import io.seekforge.training.rounds.Counters;
import io.seekforge.training.rounds.OptimizerState;
import io.seekforge.training.rounds.RunPlan;
import io.seekforge.training.rounds.StateFiles;
import io.seekforge.training.rounds.StepStore;
import io.seekforge.training.rounds.StoredReplicas;
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
  private static final String OPTIMIZER = StateFiles.optimizerName(0, 1);
  private static final String OUTER = "outer.safetensors";
  private static final String LOG = "training.jsonl";
  private static final String FOLDER = "step-";

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
  public String begin(long round) {
    remove(name(round));
    return location(round);
  }

  @Override
  public void forget(long round) {
    if (!folder.child(name(round)).exists(STATE)) {
      remove(name(round));
    }
  }

  @Override
  public void save(TrainingState state, byte[] log) {
    HadoopFolder target = folder.child(name(state.counters().round()));
    // Whatever stands there is no checkpoint until it is finished.
    target.delete(STATE);
    StateFiles files = new StateFiles(target, run.layout());
    SortedMap<String, String> hashes = new TreeMap<>(state.replicas().hashes());
    List<Long> steps = new ArrayList<>();
    hashes.put(PARAMETERS, files.write(PARAMETERS, state.parameters()));
    for (OptimizerState optimizer : state.optimizers()) {
      hashes.put(OPTIMIZER, files.write(OPTIMIZER, optimizer));
      steps.add(optimizer.steps());
    }
    if (state.momentum().length > 0) {
      hashes.put(OUTER, files.write(OUTER, state.momentum()));
    }
    boolean local = state.optimizers().isEmpty();
    finish(state.counters(), local ? state.replicas().optimizerSteps() : steps, hashes, log);
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
    removeOld(name(counters.round()));
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

  private static Saved saved(HadoopFolder from, Snapshot snapshot) {
    Counters counters = new Counters(snapshot.round(), snapshot.tokens(), snapshot.skippedSteps());
    return new Saved(counters, snapshot.optimizerSteps(), snapshot.files(), from.read(LOG));
  }

  /** The state of a checkpoint that {@link #save} made; tasks read what is the replicas'. */
  public TrainingState load(Saved saved) {
    long round = saved.counters().round();
    SortedMap<String, String> hashes = saved.hashes();
    StateFiles files = new StateFiles(folder.child(name(round)), run.layout());
    boolean local = run.plan().localSteps() > 1;
    List<Long> steps = saved.optimizerSteps();
    return new TrainingState(
        saved.counters(),
        files.vector(PARAMETERS, hashes.get(PARAMETERS)),
        local
            ? List.of()
            : List.of(files.optimizer(OPTIMIZER, hashes.get(OPTIMIZER), steps.get(0))),
        StoredReplicas.of(
            round, location(round), run.replicas(), hashes, local ? steps : List.of()),
        hashes.containsKey(OUTER) ? files.vector(OUTER, hashes.get(OUTER)) : new byte[0]);
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

  /**
   * What is not wanted beside the checkpoint just finished: older ones that are too many, and what
   * was never one. Later ones are of another run, which this one will replace.
   */
  private void removeOld(String newest) {
    List<String> upTo =
        folder.names().stream().filter(name -> name.compareTo(newest) <= 0).toList();
    List<String> finished = new ArrayList<>();
    for (String name : upTo) {
      if (folder.child(name).exists(STATE)) {
        finished.add(name);
      } else {
        remove(name);
      }
    }
    finished.subList(0, Math.max(0, finished.size() - run.keep())).forEach(this::remove);
  }

  /** Takes the state away first, so that a removal that is cut short leaves nothing whole. */
  private void remove(String name) {
    folder.child(name).delete(STATE);
    folder.delete(name);
  }
}
