package io.seekforge.text.template.jinja;

/**
 * A value that is not there: prints as nothing, is false and empty; any other use is an error.
 *
 * @param name what was looked for
 */
record Undefined(String name) {
  RuntimeException used() {
    return Fault.unrenderable("\"" + name + "\" is not defined");
  }
}
