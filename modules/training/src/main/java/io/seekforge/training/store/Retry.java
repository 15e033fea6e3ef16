package io.seekforge.training.store;

import io.seekforge.api.SeekforgeException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.security.AccessControlException;

/**
 * Does again what a store could not do for a while: after a quarter of a second, then twice as long
 * each time, 16 seconds at most. It gives up when it has waited {@link #SECONDS} in all, and at
 * once where waiting does not help: files that are not there, missing rights, full disks.
 */
public final class Retry {
  /** Key of the Hadoop configuration: seconds to wait for a store, 90 by default. */
  public static final String SECONDS = "seekforge.store.retry-seconds";

  private static final long FIRST_MILLIS = 250;
  private static final long LONGEST_MILLIS = 16_000;
  private static final Pattern FULL =
      Pattern.compile("no space left|quota", Pattern.CASE_INSENSITIVE);
  private static final List<Class<? extends IOException>> FINAL =
      List.of(
          FileNotFoundException.class,
          NoSuchFileException.class,
          FileAlreadyExistsException.class,
          org.apache.hadoop.fs.FileAlreadyExistsException.class,
          AccessDeniedException.class,
          AccessControlException.class,
          ParentNotDirectoryException.class,
          PathIsNotEmptyDirectoryException.class,
          InterruptedIOException.class,
          ClosedByInterruptException.class);

  private final long patienceMillis;

  /** What may fail. */
  @FunctionalInterface
  public interface Call<T> {
    T run() throws IOException;
  }

  Retry(Configuration hadoop) {
    this.patienceMillis = 1000 * hadoop.getLong(SECONDS, 90);
  }

  /** Calls until it works, or the last failure. */
  <T> T call(Call<T> call) throws IOException {
    long waited = 0;
    for (long pause = FIRST_MILLIS; ; pause = Math.min(2 * pause, LONGEST_MILLIS)) {
      try {
        return call.run();
      } catch (IOException e) {
        if (waited >= patienceMillis || hopeless(e) || !slept(pause)) {
          throw e;
        }
        waited += pause;
      }
    }
  }

  /** The same for what wraps its failures in a {@link SeekforgeException}. */
  public static <T> T wrapped(Configuration hadoop, Call<T> call) {
    try {
      return new Retry(hadoop).call(() -> unwrapped(call));
    } catch (Wrapped e) {
      throw e.failure;
    } catch (IOException e) {
      throw new SeekforgeException("Cannot read: " + e.getMessage(), e);
    }
  }

  private static <T> T unwrapped(Call<T> call) throws IOException {
    try {
      return call.run();
    } catch (SeekforgeException e) {
      if (e.getCause() instanceof IOException cause && !hopeless(cause)) {
        throw new Wrapped(e);
      }
      throw e;
    }
  }

  private static boolean hopeless(IOException failure) {
    return FINAL.stream().anyMatch(type -> type.isInstance(failure))
        || FULL.matcher(String.valueOf(failure.getMessage())).find();
  }

  private static boolean slept(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      // Spark kills tasks so: whoever waits for them must see it.
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static final class Wrapped extends IOException {
    private static final long serialVersionUID = 1L;
    private final SeekforgeException failure;

    Wrapped(SeekforgeException failure) {
      super(failure);
      this.failure = failure;
    }
  }
}
