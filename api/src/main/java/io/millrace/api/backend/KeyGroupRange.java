package io.millrace.api.backend;

/**
 * The key groups one subtask owns: {@code [from, to)}. A key group is the unit in which keys move
 * when the parallelism changes; the number of groups is fixed for the life of a job. Formula as in
 * Apache Flink ({@code KeyGroupRangeAssignment}), so that a snapshot maps one to one: murmur of
 * {@code hashCode()} modulo the number of groups.
 *
 * @param from the first group owned
 * @param to one past the last group owned
 * @param groups how many groups there are in all
 */
public record KeyGroupRange(int from, int to, int groups) {
  /** The number of key groups unless set: 128. */
  public static final int DEFAULT_GROUPS = 128;

  /** The range of one subtask of {@code parallelism}. */
  public static KeyGroupRange of(int subtask, int parallelism, int groups) {
    int from = (subtask * groups + parallelism - 1) / parallelism;
    int to = ((subtask + 1) * groups - 1) / parallelism + 1;
    return new KeyGroupRange(from, to, groups);
  }

  /** The group of a key with that {@code hashCode()}. */
  public static int groupOf(int hashCode, int groups) {
    return murmur(hashCode) % groups;
  }

  /** The subtask that owns a group. */
  public static int ownerOf(int group, int parallelism, int groups) {
    return group * parallelism / groups;
  }

  private static int murmur(int code) {
    int h = code * 0xcc9e2d51;
    h = Integer.rotateLeft(h, 15);
    h *= 0x1b873593;
    h = Integer.rotateLeft(h, 13);
    h = h * 5 + 0xe6546b64;
    h ^= 4;
    h ^= h >>> 16;
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    h ^= h >>> 16;
    if (h >= 0) {
      return h;
    }
    return h == Integer.MIN_VALUE ? 0 : -h;
  }
}
