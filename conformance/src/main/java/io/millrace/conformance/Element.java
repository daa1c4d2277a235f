package io.millrace.conformance;

/**
 * An element of a vector's input.
 *
 * @param id names it
 * @param key by which every keyed operator divides
 * @param value a number
 * @param ts its event time, milliseconds
 * @param command what a command-driven function is to do; empty for none
 * @param arg the command's number; 0 if it has none
 * @param name the command's map key; empty if it has none
 */
record Element(String id, String key, long value, long ts, String command, long arg, String name) {

  /** The same with another id and value, as folds make them. */
  Element with(String newId, long newValue) {
    return new Element(newId, key, newValue, ts, command, arg, name);
  }
}
