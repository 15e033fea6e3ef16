package io.seekforge.cli.check;

import io.seekforge.api.SeekforgeException;
import java.util.List;

/** A check that stops at its first error. */
interface OneCheck extends RecipeCheck {
  /**
   * Looks.
   *
   * @throws SeekforgeException with what is wrong
   */
  void require();

  @Override
  default List<String> errors() {
    try {
      require();
      return List.of();
    } catch (SeekforgeException e) {
      return List.of(e.getMessage());
    }
  }
}
