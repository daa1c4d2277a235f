package io.millrace.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.engine.RestartPolicy;
import io.millrace.testkit.Seeds;
import java.math.BigInteger;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How often and how soon a job may start again. */
final class RestartBudgetTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void whenFailuresComeAtRandom_thenNoWindowHoldsMoreRestartsThanAllowed() {
    Seeds.forEach(
        200,
        seed -> {
          Random random = new Random(seed);
          RestartPolicy policy =
              new RestartPolicy(
                  1 + random.nextInt(4),
                  Duration.ofNanos(random.nextInt(50)),
                  Duration.ofNanos(random.nextInt(10)),
                  Duration.ofNanos(10 + random.nextInt(1000)));
          RestartBudget budget = new RestartBudget(policy);
          List<Long> granted = new ArrayList<>();
          // Near the end of the range: the clock may start anywhere and wrap.
          long now = Long.MAX_VALUE - random.nextInt(500);
          for (int i = 0; i < 100; i++) {
            now += random.nextInt(20);
            long at = now;
            List<Long> recent =
                granted.stream().filter(t -> at - t <= policy.window().toNanos()).toList();
            boolean allowed = recent.size() < policy.restarts();
            assertThat(budget.spend(now)).as("failure %d", i).isEqualTo(allowed);
            if (allowed) {
              granted.add(now);
              assertThat(budget.delayNanos()).isEqualTo(delay(policy, recent.size()));
            }
          }
          assertThat(granted).isNotEmpty();
        });
  }

  /** By the book: doubled once for each restart before, cut off at the longest. */
  private static long delay(RestartPolicy policy, int before) {
    BigInteger delay = BigInteger.valueOf(policy.delay().toNanos()).shiftLeft(before);
    return delay.min(BigInteger.valueOf(policy.maxDelay().toNanos())).longValueExact();
  }

  @Test
  void whenItFailsAgainAndAgain_thenTheDelayDoublesUpToTheLongestAndNeverOverflows() {
    Duration longest = Duration.ofNanos(Long.MAX_VALUE);
    RestartPolicy policy = new RestartPolicy(100, HOUR, Duration.ofNanos(3), longest);
    RestartBudget budget = new RestartBudget(policy);
    for (int before = 0; before < 100; before++) {
      assertThat(budget.spend(0)).isTrue();
      assertThat(budget.delayNanos()).as("after %d", before).isEqualTo(delay(policy, before));
    }
    assertThat(budget.spend(0)).isFalse();
  }

  @Test
  void whenADurationIsForever_thenItIsAsLongAsTheClockCanTell() {
    Duration forever = ChronoUnit.FOREVER.getDuration();
    RestartBudget budget = new RestartBudget(new RestartPolicy(1, forever, forever, forever));

    assertThat(budget.spend(Long.MIN_VALUE + 1)).isTrue();
    assertThat(budget.delayNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(budget.spend(0)).isFalse();
  }
}
