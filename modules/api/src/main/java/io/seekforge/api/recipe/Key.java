package io.seekforge.api.recipe;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of a recipe key (a record component; {@code maxBadShare} is written {@code max-bad-share})
 * what it means and what it is when the recipe does not name it. The recipe parser, {@code check}
 * and the guide read it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
  /** Marks a key without a default: the recipe must name it. */
  String REQUIRED = "\0required";

  /** One sentence: meaning, unit, range. */
  String doc();

  /**
   * The default as YAML would write it; "" for an empty string, list, map or section of defaults.
   */
  String def() default REQUIRED;

  /** Whether the value is a path or URI, in which {@code ${NAME}} is an environment variable. */
  boolean path() default false;
}
