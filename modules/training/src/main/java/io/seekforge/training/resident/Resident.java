package io.seekforge.training.resident;

import io.seekforge.api.PackedSequence;
import io.seekforge.model.CausalModel;
import io.seekforge.model.ModelWorker;
import io.seekforge.model.RouterLosses;
import io.seekforge.model.Trainable;
import io.seekforge.training.shard.EpochOrder;
import io.seekforge.training.shard.ShardFile;
import io.seekforge.training.shard.ShardReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The frozen model, its workers, and the shards that this JVM's tasks have read: the only static
 * state of the project. All of it can be had again from files, so that a lost executor, or an entry
 * that had to go, costs time and nothing else.
 *
 * <p>One model is resident at a time: asking for another closes those that no task holds. Shards
 * stay while they fit into a quarter of the heap; the one not used for longest goes first.
 */
public final class Resident {
  private static final Resident OF_THIS_JVM = new Resident();

  private final Map<String, Slot> models = new HashMap<>();
  private final LinkedHashMap<ShardFile, ResidentShard> shards =
      new LinkedHashMap<>(16, 0.75f, true);

  private Resident() {}

  /**
   * The model and a worker of it, for one caller at a time; loads the model if it is not resident.
   *
   * @param trainable what the worker computes gradients of; null for the base alone
   * @param threads that share the worker's operations, the caller's included
   */
  public static Lease lease(BaseModel base, Trainable trainable, int threads) {
    return lease(base, trainable, RouterLosses.NONE, threads);
  }

  /**
   * The same with a worker whose gradient has losses of routers in it.
   *
   * @param losses of the routers
   */
  public static Lease lease(BaseModel base, Trainable trainable, RouterLosses losses, int threads) {
    return OF_THIS_JVM.lend(base, new Kind(Optional.ofNullable(trainable), losses, threads));
  }

  /** A shard's rows, checked against its hash when they are read. */
  public static List<PackedSequence> shard(ShardFile shard, Configuration hadoop) {
    return OF_THIS_JVM.resident(shard, hadoop).rows;
  }

  /** {@link EpochOrder} of a shard, kept until another epoch of it is asked for. */
  public static int[] order(
      ShardFile shard, Configuration hadoop, long seed, int replica, long epoch) {
    ResidentShard resident = OF_THIS_JVM.resident(shard, hadoop);
    Order last = resident.order;
    if (last == null || last.seed != seed || last.replica != replica || last.epoch != epoch) {
      int[] rows = EpochOrder.of(seed, replica, epoch, resident.rows.size());
      last = new Order(seed, replica, epoch, rows);
      resident.order = last;
    }
    return last.rows;
  }

  /** Gives back all memory that no task holds. */
  public static void release() {
    OF_THIS_JVM.evict();
  }

  private Lease lend(BaseModel base, Kind kind) {
    String key = base.key();
    Slot slot;
    synchronized (models) {
      slot = models.get(key);
      if (slot == null) {
        evictModels();
        slot = new Slot();
        models.put(key, slot);
      }
      slot.leases++;
    }
    try {
      return slot.lend(base, kind);
    } catch (RuntimeException | Error e) {
      giveBack(slot);
      throw e;
    }
  }

  private void giveBack(Slot slot) {
    synchronized (models) {
      slot.leases--;
    }
  }

  private void evict() {
    synchronized (models) {
      evictModels();
    }
    synchronized (shards) {
      shards.clear();
    }
  }

  private void evictModels() {
    for (Iterator<Slot> all = models.values().iterator(); all.hasNext(); ) {
      Slot slot = all.next();
      if (slot.leases == 0) {
        slot.close();
        all.remove();
      }
    }
  }

  private ResidentShard resident(ShardFile shard, Configuration hadoop) {
    synchronized (shards) {
      ResidentShard known = shards.get(shard);
      if (known != null) {
        return known;
      }
    }
    // Read outside of the lock, so that replicas read their shards side by side.
    ResidentShard read = new ResidentShard(ShardReader.read(shard, hadoop));
    synchronized (shards) {
      shards.put(shard, read);
      makeRoom(read);
      return read;
    }
  }

  private void makeRoom(ResidentShard newest) {
    long bytes = shards.values().stream().mapToLong(shard -> shard.bytes).sum();
    long most = Runtime.getRuntime().maxMemory() / 4;
    for (Iterator<ResidentShard> all = shards.values().iterator();
        bytes > most && all.hasNext(); ) {
      ResidentShard oldest = all.next();
      if (oldest != newest) {
        bytes -= oldest.bytes;
        all.remove();
      }
    }
  }

  /** A model and one of its workers, held until closed. */
  public static final class Lease implements AutoCloseable {
    private final Slot slot;
    private final Kind kind;
    private final ModelWorker worker;

    private Lease(Slot slot, Kind kind, ModelWorker worker) {
      this.slot = slot;
      this.kind = kind;
      this.worker = worker;
    }

    /** The resident model. */
    public CausalModel model() {
      return slot.model;
    }

    /** The worker, for one thread at a time. */
    public ModelWorker worker() {
      return worker;
    }

    @Override
    public void close() {
      slot.takeBack(kind, worker);
      OF_THIS_JVM.giveBack(slot);
    }
  }

  /** What a worker can be lent for again. */
  private record Kind(Optional<Trainable> trainable, RouterLosses losses, int threads) {}

  private static final class Slot {
    private final Map<Kind, Deque<ModelWorker>> idle = new HashMap<>();
    private CausalModel model;
    private int leases;

    synchronized Lease lend(BaseModel base, Kind kind) {
      if (model == null) {
        model = base.open();
      }
      ModelWorker worker = idle.computeIfAbsent(kind, any -> new ArrayDeque<>()).pollFirst();
      if (worker == null) {
        worker = model.worker(kind.trainable.orElse(null), kind.losses, false, kind.threads);
      }
      return new Lease(this, kind, worker);
    }

    synchronized void takeBack(Kind kind, ModelWorker worker) {
      idle.get(kind).addFirst(worker);
    }

    synchronized void close() {
      idle.values().forEach(workers -> workers.forEach(ModelWorker::close));
      idle.clear();
      if (model != null) {
        model.close();
      }
    }
  }

  private static final class ResidentShard {
    private final List<PackedSequence> rows;
    private final long bytes;
    private volatile Order order;

    ResidentShard(List<PackedSequence> rows) {
      this.rows = rows;
      // Two ints per token, and about 200 bytes for objects and document ids.
      this.bytes = rows.stream().mapToLong(row -> 8L * row.length() + 200).sum();
    }
  }

  private record Order(long seed, int replica, long epoch, int[] rows) {}
}
