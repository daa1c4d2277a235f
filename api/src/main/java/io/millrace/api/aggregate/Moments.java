package io.millrace.api.aggregate;

import io.millrace.api.function.DoubleExtractor;

/**
 * Count, mean and sum of squared deviations in a {@code double[3]}, which is what variances are
 * made of.
 */
final class Moments {
  /*
   * Adding: Welford, Note on a Method for Calculating Corrected Sums of Squares and Products, Technometrics 4(3), 1962.
   * Merging: Chan, Golub, LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances, 1979.
   * Both avoid the cancellation of the textbook formula E[x^2] - E[x]^2.
   */
  private static final int COUNT = 0;
  private static final int MEAN = 1;
  private static final int SQUARES = 2;

  private Moments() {}

  static <T> Aggregate<T, ?, Double> variance(
      DoubleExtractor<? super T> number, boolean sample, boolean root) {
    return new FunctionFold<T, double[], Double>(
        () -> new double[3],
        (moments, value) -> add(moments, number.applyAsDouble(value)),
        Moments::merge,
        moments -> result(moments, sample, root),
        AccumulatorForm.of(double[].class),
        false);
  }

  private static double[] add(double[] moments, double number) {
    moments[COUNT]++;
    double before = number - moments[MEAN];
    moments[MEAN] += before / moments[COUNT];
    moments[SQUARES] += before * (number - moments[MEAN]);
    return moments;
  }

  private static double[] merge(double[] moments, double[] other) {
    double count = moments[COUNT] + other[COUNT];
    if (other[COUNT] == 0) {
      return moments;
    }
    double apart = other[MEAN] - moments[MEAN];
    moments[SQUARES] += other[SQUARES] + apart * apart * (moments[COUNT] * other[COUNT] / count);
    moments[MEAN] += apart * (other[COUNT] / count);
    moments[COUNT] = count;
    return moments;
  }

  private static double result(double[] moments, boolean sample, boolean root) {
    double divisor = sample ? moments[COUNT] - 1 : moments[COUNT];
    double variance = divisor > 0 ? moments[SQUARES] / divisor : Double.NaN;
    return root ? Math.sqrt(variance) : variance;
  }
}
