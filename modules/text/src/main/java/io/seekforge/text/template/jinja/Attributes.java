package io.seekforge.text.template.jinja;

/** A value with named attributes: a namespace, the state of a loop. */
interface Attributes {
  /** The attribute; an {@link Undefined} if there is none. */
  Object attribute(String name);
}
