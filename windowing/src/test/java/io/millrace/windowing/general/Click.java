package io.millrace.windowing.general;

/**
 * An event for tests.
 *
 * @param user the key
 * @param id unique in a case
 * @param logout ends a session
 */
record Click(String user, int id, boolean logout) {
  static Click of(String user, int id) {
    return new Click(user, id, false);
  }
}
