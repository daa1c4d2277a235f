package io.millrace.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.torture.simulation.Pairs;
import io.millrace.torture.simulation.Simulation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Simulations that have found something, and some others; all of them are {@code bin/torture T4}.
 */
class SimulatedSeedsTest {
  /*
   * 145: calls in flight, given to another number of subtasks, carried watermarks of splits that
   * went to somebody else. 1045: an end that was restored as a watermark let timers fire before
   * the last events. 1124: a process that had been taken over started again by itself and threw
   * away what the new owner had prepared. 365: who asked for a savepoint was not told that the run
   * had failed. 631: given another number of subtasks, a node fell back behind what it had passed
   * on, as one subtask had come to its end long before; nobody waited for it any more.
   */
  @ParameterizedTest
  @ValueSource(longs = {145, 365, 631, 1045, 1124, 1, 2, 3, 4, 5, 6, 7, 8})
  void whenASeedIsRun_thenNothingIsLostOrTwice(long seed) {
    Simulation.Outcome outcome = Simulation.run(seed, new Pairs(), false);
    assertThat(outcome.problems()).as("bin/torture T4 --seed %d --only 1", seed).isEmpty();
    assertThat(Simulation.run(seed, new Pairs(), false).trace()).isEqualTo(outcome.trace());
  }
}
