package io.millrace.api.codec;

import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds for each name that was stored what has it now, or had it formerly. Stateless. */
final class Renames {
  static final int GONE = -1;

  private Renames() {}

  /**
   * The names of one component, constant or subtype.
   *
   * @param now its name
   * @param former the names it had
   */
  record Names(String now, Set<String> former) {}

  /** The names of what has that annotation, or has not. */
  static Names of(String now, AnnotatedElement element) {
    Was was = element.getAnnotation(Was.class);
    return new Names(now, was == null ? Set.of() : Set.copyOf(Arrays.asList(was.value())));
  }

  /**
   * For each part of what was stored the number of what it is now, or {@link #GONE}. A name in use
   * goes before a former one.
   */
  static int[] find(StoredFormat stored, List<Names> current) {
    List<String> then = stored.schema().fields().stream().map(CodecSchema.Field::name).toList();
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < then.size(); i++) {
      if (numbers.put(then.get(i), i) != null) {
        throw stored.refuse("'" + then.get(i) + "' was stored twice");
      }
    }
    int[] found = new int[then.size()];
    Arrays.fill(found, GONE);
    for (int i = 0; i < current.size(); i++) {
      Integer same = numbers.get(current.get(i).now());
      if (same != null) {
        found[same] = i;
      }
    }
    for (int i = 0; i < current.size(); i++) {
      if (!numbers.containsKey(current.get(i).now())) {
        takeFormer(stored, current, i, numbers, found);
      }
    }
    return found;
  }

  private static void takeFormer(
      StoredFormat stored,
      List<Names> current,
      int number,
      Map<String, Integer> numbers,
      int[] found) {
    Names names = current.get(number);
    List<String> former = names.former().stream().filter(numbers::containsKey).sorted().toList();
    if (former.size() > 1) {
      throw stored.refuse("'" + names.now() + "' was each of " + former + ", which were stored");
    }
    for (String name : former) {
      int place = numbers.getOrDefault(name, 0);
      if (found[place] != GONE) {
        throw stored.refuse(
            "the stored '"
                + name
                + "' could be '"
                + current.get(found[place]).now()
                + "' or '"
                + names.now()
                + "'");
      }
      found[place] = number;
    }
  }

  /** The same, where nothing that was stored may be gone. */
  static int[] match(StoredFormat stored, List<Names> current, String what) {
    int[] found = find(stored, current);
    for (int i = 0; i < found.length; i++) {
      if (found[i] == GONE) {
        throw stored.refuse(
            what
                + " '"
                + stored.schema().fields().get(i).name()
                + "' is gone, and values may have it; if it has another name now, say so with"
                + " @Was");
      }
    }
    return found;
  }
}
