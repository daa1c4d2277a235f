package io.millrace.torture;

/**
 * Something to be added to what is kept for a key; or, if there is nothing to add, the question
 * what that is.
 */
record Addition(long key, long value) {
  boolean asks() {
    return value == 0;
  }
}
