package io.seekforge.cli.command;

import picocli.CommandLine.IVersionProvider;

/** Version as the jar states it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"seekforge " + (version == null ? "development" : version)};
  }
}
