package io.seekforge.training.resident;

import io.seekforge.model.RouterLosses;
import io.seekforge.model.Trainable;
import java.io.Serializable;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What a task needs to compute with a model.
 *
 * @param base the frozen model
 * @param trainable what is trained beside or in it; null for the base alone
 * @param losses of routers, added to gradients
 * @param hadoop settings of the file systems that shards are read from
 */
public record ModelContext(
    BaseModel base, Trainable trainable, RouterLosses losses, SerializableConfiguration hadoop)
    implements Serializable {
  /** Without losses of routers. */
  public ModelContext(BaseModel base, Trainable trainable, SerializableConfiguration hadoop) {
    this(base, trainable, RouterLosses.NONE, hadoop);
  }

  /** The same base without what was trained. */
  public ModelContext baseAlone() {
    return new ModelContext(base, null, hadoop);
  }
}
