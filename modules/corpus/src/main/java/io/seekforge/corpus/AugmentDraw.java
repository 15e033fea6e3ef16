package io.seekforge.corpus;

import io.seekforge.api.recipe.AugmentSection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Which documents get which kind of variants: a share of them, by a hash of their id. */
enum AugmentDraw {
  BACKTRANSLATION(""),
  ADVERSARIAL("adversarial/"),
  QUESTIONS("questions/");

  private static final double HASH_RANGE = (double) (1L << 52);

  private final String prefix;

  AugmentDraw(String prefix) {
    this.prefix = prefix;
  }

  boolean chooses(String id, AugmentSection settings) {
    return draw(id) < share(settings);
  }

  /** Whether any kind of variant is made of a document. */
  static boolean any(String id, AugmentSection settings) {
    for (AugmentDraw kind : values()) {
      if (kind.chooses(id, settings)) {
        return true;
      }
    }
    return false;
  }

  private double share(AugmentSection settings) {
    return switch (this) {
      case BACKTRANSLATION -> settings.translates() ? settings.share() : 0;
      case ADVERSARIAL ->
          settings.adversarial().kinds().isEmpty() ? 0 : settings.adversarial().share();
      case QUESTIONS -> settings.asksQuestions() ? settings.questions().share() : 0;
    };
  }

  private double draw(String id) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((prefix + id).getBytes(StandardCharsets.UTF_8));
      return Long.parseLong(HexFormat.of().formatHex(hash).substring(0, 13), 16) / HASH_RANGE;
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
