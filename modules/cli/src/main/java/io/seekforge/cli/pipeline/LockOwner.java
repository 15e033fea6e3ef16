package io.seekforge.cli.pipeline;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who holds a workspace's lock.
 *
 * @param host its machine
 * @param pid its process there
 * @param started when that began: tells it from a later process of the same number; empty if
 *     unknown
 * @param application YARN's id of the application whose driver it is; empty elsewhere
 * @param attempt which attempt of that application, from 1; 0 elsewhere
 */
record LockOwner(
    @JsonProperty("host") String host,
    @JsonProperty("pid") long pid,
    @JsonProperty("started") String started,
    @JsonProperty("application") String application,
    @JsonProperty("attempt") int attempt) {

  /** YARN's name of a container, in the environment of its processes: RM epoch, cluster, … */
  private static final Pattern CONTAINER =
      Pattern.compile("container_(?:e\\d+_)?(\\d+_\\d+)_(\\d+)_\\d+");

  LockOwner {
    // Locks of other versions have neither.
    application = application == null ? "" : application;
    started = started == null ? "" : started;
  }

  /**
   * This process.
   *
   * @param container YARN's container that it runs in, if any
   */
  static LockOwner here(Optional<String> container) {
    ProcessHandle process = ProcessHandle.current();
    Matcher yarn = CONTAINER.matcher(container.orElse(""));
    boolean found = yarn.matches();
    return new LockOwner(
        hostName(),
        process.pid(),
        started(process),
        found ? "application_" + yarn.group(1) : "",
        found ? Integer.parseInt(yarn.group(2)) : 0);
  }

  /** Whether it is known to be gone, so that {@code next} may have its lock. */
  boolean givesWayTo(LockOwner next) {
    return dead() || attemptBefore(next);
  }

  private boolean dead() {
    return hostName().equals(host)
        && ProcessHandle.of(pid)
            .filter(process -> started.isEmpty() || started.equals(started(process)))
            .isEmpty();
  }

  /** YARN starts an attempt when it has given up the one before, on whatever host that was. */
  private boolean attemptBefore(LockOwner next) {
    return !application.isEmpty() && application.equals(next.application) && attempt < next.attempt;
  }

  @Override
  public String toString() {
    String process = "process " + pid + " on " + host;
    return application.isEmpty()
        ? process
        : process + " (attempt " + attempt + " of " + application + ")";
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
