package io.millrace.api.aggregate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The {@code k} largest values, the largest first; equal ones in order of adding. */
final class Largest {
  private Largest() {}

  static <T> Aggregate<T, ?, List<T>> of(int k, Comparator<? super T> order) {
    return new FunctionFold<T, ArrayList<T>, List<T>>(
        ArrayList::new,
        (best, value) -> add(best, value, k, order),
        (best, others) -> {
          for (T value : others) {
            add(best, value, k, order);
          }
          return best;
        },
        List::copyOf,
        AccumulatorForm.list(),
        false);
  }

  private static <T> ArrayList<T> add(
      ArrayList<T> best, T value, int k, Comparator<? super T> order) {
    int size = best.size();
    if (size == k && order.compare(value, best.get(size - 1)) <= 0) {
      return best;
    }
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (order.compare(value, best.get(middle)) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (size == k) {
      best.remove(size - 1);
    }
    best.add(low, value);
    return best;
  }
}
