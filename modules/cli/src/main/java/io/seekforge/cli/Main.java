package io.seekforge.cli;

import io.seekforge.cli.command.Commands;
import java.util.Arrays;

/** Entry point: the exit status is 0, 1 (it failed, one line says why) or 2 (wrong use). */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // Before the first logger: log4j2.properties reads these two.
    if (Arrays.asList(arguments).contains("--debug")) {
      System.setProperty("seekforge.log", "info");
      System.setProperty("seekforge.log.tasks", "info");
      System.setProperty("seekforge.log.traces", "full");
    }
    int status = Commands.line().execute(arguments);
    if (status != 0 || !inApplicationMaster()) {
      System.exit(status);
    }
  }

  /** YARN's application master runs this class in a thread and takes every exit for a failure. */
  private static boolean inApplicationMaster() {
    return "yarn".equals(System.getProperty("spark.master"))
        && "cluster".equals(System.getProperty("spark.submit.deployMode"));
  }
}
