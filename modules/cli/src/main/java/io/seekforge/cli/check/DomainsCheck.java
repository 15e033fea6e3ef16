package io.seekforge.cli.check;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SourceSection;

/** Every source has a domain, or none has. */
record DomainsCheck(Recipe recipe) implements OneCheck {
  @Override
  public String what() {
    return recipe.pack().domains().isEmpty()
        ? "domains: none"
        : "domains: " + String.join(", ", recipe.pack().domainNames());
  }

  @Override
  public void require() {
    for (SourceSection source : recipe.collect().sources()) {
      if (!recipe.pack().domains().isEmpty()
          && !recipe.pack().domains().containsKey(source.name())) {
        throw new SeekforgeException(
            "Invalid pack.domains: source \""
                + source.name()
                + "\" has no domain; name one for every source, or none");
      }
    }
  }
}
