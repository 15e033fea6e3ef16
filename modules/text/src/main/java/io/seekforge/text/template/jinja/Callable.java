package io.seekforge.text.template.jinja;

/** A value that can be called: a method, a macro, a global function. */
@FunctionalInterface
interface Callable {
  Object call(Arguments arguments);
}
