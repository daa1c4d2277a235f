package io.millrace.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.DeadLetter;
import io.millrace.api.operator.Fate;
import io.millrace.api.plan.AsyncSettings;
import io.millrace.api.plan.ErrorPolicy;
import io.millrace.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AsyncOperatorTest {
  private static final AsyncSettings ORDERED = new AsyncSettings(true, 4, 1_000, 0, 0);
  private static final AsyncSettings UNORDERED = new AsyncSettings(false, 4, 1_000, 0, 0);

  @Test
  void whenOrdered_thenResultsWaitForEarlierOnes() {
    AsyncBench bench = new AsyncBench(ORDERED);
    bench.batch(1, 2, 3);
    bench.calls.get(2).complete(30L);
    bench.calls.get(0).complete(10L);
    bench.pollAll();
    assertThat(bench.emitted).containsExactly("10");

    bench.calls.get(1).complete(20L);
    bench.pollAll();

    assertThat(bench.emitted).containsExactly("10", "20", "30");
    assertThat(bench.operator.idle()).isTrue();
  }

  @Test
  void whenUnordered_thenResultsComeAsTheyCompleteButNotAcrossAWatermark() {
    AsyncBench bench = new AsyncBench(UNORDERED);
    bench.batch(1, 2);
    bench.watermark(100);
    bench.batch(3);
    bench.calls.get(2).complete(30L);
    bench.calls.get(1).complete(20L);
    bench.pollAll();
    assertThat(bench.emitted).containsExactly("20");

    bench.calls.get(0).complete(10L);
    bench.pollAll();

    assertThat(bench.emitted).containsExactly("20", "10", "w100", "30");
  }

  @Test
  void whenNothingIsUnderWay_thenWatermarksPassAtOnce() {
    AsyncBench bench = new AsyncBench(ORDERED);
    bench.watermark(5);

    assertThat(bench.emitted).containsExactly("w5");
    assertThat(bench.operator.idle()).isTrue();
  }

  @Test
  void whenFull_thenItIsBlockedAndAsksForNoMoreThanItsCapacity() {
    AsyncBench bench = new AsyncBench(ORDERED);
    bench.batch(1, 2, 3, 4, 5, 6);
    assertThat(bench.calls).hasSize(4);
    assertThat(bench.operator.blocked()).isTrue();

    bench.calls.get(1).complete(20L);
    bench.pollAll();
    assertThat(bench.calls).hasSize(4);
    bench.calls.get(0).complete(10L);
    bench.pollAll();
    assertThat(bench.calls).hasSize(6);
    assertThat(bench.operator.blocked()).isTrue();

    bench.calls.get(2).complete(30L);
    bench.pollAll();
    assertThat(bench.operator.blocked()).isFalse();
    assertThat(bench.metrics.inFlight).isEqualTo(3);
  }

  @Test
  void whenCallTakesTooLong_thenItIsMadeAgainAndItsLateAnswerIsIgnored() {
    AsyncBench bench = new AsyncBench(ORDERED.retry(1, Duration.ofMillis(50)));
    bench.batch(1);
    assertThat(bench.operator.pollAtNanos()).isEqualTo(1_000_000_000L);
    bench.time.advance(1_000);
    bench.pollAll();
    assertThat(bench.calls.get(0)).isCancelled();
    assertThat(bench.operator.pollAtNanos()).isEqualTo(1_050_000_000L);
    bench.time.advance(50);
    bench.pollAll();
    assertThat(bench.calls).hasSize(2);

    bench.calls.get(1).complete(11L);
    bench.pollAll();

    assertThat(bench.emitted).containsExactly("11");
    assertThat(bench.operator.pollAtNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whenTheLastAttemptTimesOut_thenTheJobFails() {
    AsyncBench bench = new AsyncBench(ORDERED);
    bench.batch(4711);
    bench.time.advance(1_000);

    assertThatThrownBy(bench::pollAll)
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("TIMED_OUT")
        .hasMessageContaining("offset 0")
        .hasMessageNotContaining("4711");
  }

  @Test
  void whenTheCallFails_thenTheJobFailsWithItsCause() {
    AsyncBench bench = new AsyncBench(ORDERED);
    bench.batch(1);
    bench.calls.get(0).completeExceptionally(new IllegalStateException("down"));

    assertThatThrownBy(bench::pollAll)
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("OPERATOR_FAILED")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void whenThePolicyIsDeadLetter_thenTheEventGoesThereAndTheNextOnesPass() {
    AsyncBench bench =
        new AsyncBench(ORDERED.retry(2, Duration.ZERO).onError(ErrorPolicy.deadLetter()));
    bench.batch(1, 2);
    for (int attempt = 0; attempt < 3; attempt++) {
      bench
          .calls
          .get(attempt == 0 ? 0 : attempt + 1)
          .completeExceptionally(new IllegalStateException("down"));
      bench.pollAll();
    }
    bench.calls.get(1).complete(20L);
    bench.pollAll();

    assertThat(bench.emitted).containsExactly("20");
    assertThat(bench.dead)
        .containsExactly(
            new DeadLetter<>(
                1L, "java.lang.IllegalStateException: down", "bench", "split-7", 0, 3));
    assertThat(bench.metrics.count(Fate.DEAD)).isOne();
    assertThat(bench.metrics.count(Fate.OUT)).isOne();
    assertThat(bench.metrics.inFlight).isZero();
  }

  @Test
  void whenThePolicyIsSkip_thenTheEventIsCountedAndGone() {
    AsyncBench bench = new AsyncBench(UNORDERED.onError(ErrorPolicy.skip()));
    bench.batch(1);
    bench.calls.get(0).complete(null);
    bench.pollAll();

    assertThat(bench.emitted).isEmpty();
    assertThat(bench.metrics.count(Fate.DEAD)).isOne();
    assertThat(bench.operator.idle()).isTrue();
  }

  @Test
  void whenResultIsEmitted_thenItSaysWhereItsEventCameFrom() {
    AsyncBench bench = new AsyncBench(ORDERED);
    bench.batch(1, 2);
    bench.calls.get(0).complete(1L);
    bench.calls.get(1).complete(2L);
    bench.pollAll();

    assertThat(bench.origins).containsExactly("7/0", "7/1");
  }

  @Test
  void whenOtherThreadsComplete_thenTheyWakeTheTaskAndNothingIsLost() throws Exception {
    AsyncBench bench = new AsyncBench(new AsyncSettings(false, 1_024, 60_000, 0, 0));
    AtomicInteger wakes = new AtomicInteger();
    bench.operator.wakeWith(wakes::incrementAndGet);
    bench.batch(new long[Batch.CAPACITY]);
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int first = t;
      Thread thread =
          new Thread(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                for (int i = first; i < Batch.CAPACITY; i += 4) {
                  bench.calls.get(i).complete((long) i);
                }
              });
      thread.start();
      threads.add(thread);
    }
    start.countDown();
    while (threads.stream().anyMatch(Thread::isAlive)) {
      bench.pollAll();
    }
    bench.pollAll();

    assertThat(bench.emitted).hasSize(Batch.CAPACITY).doesNotHaveDuplicates();
    assertThat(wakes).hasValue(Batch.CAPACITY);
    assertThat(bench.operator.idle()).isTrue();
  }

  @Test
  void whenCallsCompleteAtRandom_thenNoResultIsLostOrOutOfOrder() {
    Seeds.forEach(1_000, seed -> checkRandomRun(seed, false));
  }

  @Test
  void whenItCrashesAtAnyMoment_thenNoResultIsLostTwiceOrOutOfOrder() {
    Seeds.forEach(1_000, seed -> checkRandomRun(seed, true));
  }

  private static void checkRandomRun(long seed, boolean crashes) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean ordered = random.nextBoolean();
    AsyncBench bench =
        new AsyncBench(
            new AsyncSettings(ordered, 1 + random.nextInt(6), 100, 1_000, random.nextInt(20)));
    List<String> expected = new ArrayList<>();
    long next = 1;
    for (int step = 0; step < 60; step++) {
      int choice = random.nextInt(5);
      if (choice == 0 && !bench.operator.blocked()) {
        long[] values = new long[1 + random.nextInt(5)];
        for (int i = 0; i < values.length; i++) {
          values[i] = next;
          expected.add(String.valueOf(next++));
        }
        bench.batch(values);
      } else if (choice == 1) {
        bench.watermark(step);
        expected.add("w" + step);
      } else if (choice == 2) {
        bench.time.advance(random.nextInt(150));
      } else if (!bench.calls.isEmpty()) {
        bench.finishOne(random);
      }
      if (crashes && random.nextInt(5) == 0) {
        // Also between the completion of calls and the poll that takes their results.
        bench.restart();
      }
      bench.pollAll();
      bench.checkBalance();
    }
    while (!bench.operator.idle()) {
      bench.finishOne(random);
      bench.time.advance(25);
      bench.pollAll();
    }
    checkOrder(bench.emitted, expected, ordered);
    assertThat(bench.metrics.inFlight).isZero();
    assertThat(bench.emitted.stream().filter(each -> !each.startsWith("w")))
        .hasSize((int) next - 1);
    assertThat(bench.origins).hasSize((int) next - 1).doesNotHaveDuplicates();
  }

  @Test
  void whenItGoesOnAfterFailures_thenEachEventHasOneFateAndFailuresStillCount() {
    Seeds.forEach(500, AsyncOperatorTest::checkRandomFates);
  }

  private static void checkRandomFates(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    AsyncSettings settings =
        new AsyncSettings(random.nextBoolean(), 1 + random.nextInt(6), 100, 1, random.nextInt(20));
    AsyncBench bench = new AsyncBench(settings.onError(ErrorPolicy.deadLetter()));
    List<String> all = new ArrayList<>();
    for (int step = 0; step < 60 || !bench.operator.idle(); step++) {
      if (step < 60 && random.nextInt(3) == 0 && !bench.operator.blocked()) {
        all.add(String.valueOf(all.size()));
        bench.batch(all.size() - 1);
      } else {
        bench.finishOne(random);
        bench.time.advance(random.nextInt(60));
      }
      if (random.nextInt(2) == 0) {
        bench.pollAll();
      }
      if (random.nextInt(9) == 0) {
        bench.restart();
      }
    }
    List<String> fates = new ArrayList<>(bench.emitted);
    for (DeadLetter<?> letter : bench.dead) {
      fates.add(String.valueOf(letter.value()));
      assertThat(letter.attempts()).isEqualTo(2);
      assertThat(letter.split()).isEqualTo("split-7");
    }
    assertThat(fates).containsExactlyInAnyOrderElementsOf(all);
    bench.checkBalance();
  }

  @Test
  void whenTwoSubtasksBecomeOne_thenItGoesOnWithTheEventsOfBothAndThenItsWatermark() {
    AsyncBench one = new AsyncBench(ORDERED);
    AsyncBench two = new AsyncBench(ORDERED);
    one.batch(1, 2);
    one.watermark(10);
    one.batch(3);
    two.batch(4);
    two.watermark(20);
    AsyncBench merged = new AsyncBench(ORDERED);

    merged.restart(List.of(one.save(), two.save()), 10);

    assertThat(merged.asked).containsExactly(1L, 2L, 3L, 4L);
    assertThat(merged.metrics.inFlight).isEqualTo(4);
    merged.calls.forEach(call -> call.complete(0L));
    merged.pollAll();
    assertThat(merged.emitted).containsExactly("0", "0", "0", "0", "w10");
    merged.checkBalance();
  }

  @Test
  void whenThereIsNoCodec_thenWhatIsInFlightCannotBeSavedAndTheErrorSaysSo() {
    AsyncOperator<Long, Long> operator =
        new AsyncOperator<>(ORDERED, value -> new CompletableFuture<>(), null);
    AsyncBench bench = new AsyncBench(ORDERED);
    operator.open(bench);
    DataWriter out = DataWriter.create();
    operator.saveUnkeyed(out);
    Batch<Long> batch = new Batch<>();
    batch.reset(7, 0, 0);
    batch.append(1L, 1);
    operator.process(batch, bench);

    assertThatThrownBy(() -> operator.saveUnkeyed(out))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("CODEC_MISSING")
        .hasMessageContaining("'bench'");
  }

  /** A watermark that another one directly follows may be left out. */
  private static void checkOrder(List<String> emitted, List<String> expected, boolean ordered) {
    assertThat(segments(emitted, ordered)).isEqualTo(segments(expected, ordered));
  }

  private static List<List<String>> segments(List<String> events, boolean ordered) {
    List<List<String>> segments = new ArrayList<>();
    List<String> current = new ArrayList<>();
    String mark = "";
    for (String event : events) {
      if (event.startsWith("w")) {
        if (!current.isEmpty()) {
          segments.add(current);
          current = new ArrayList<>();
        }
        mark = event;
      } else {
        if (!mark.isEmpty()) {
          segments.add(List.of(mark));
          mark = "";
        }
        current.add(event);
        if (!ordered) {
          current.sort(null);
        }
      }
    }
    segments.add(current);
    segments.add(List.of(mark));
    return segments;
  }

  @Test
  void whenClosed_thenCallsUnderWayAreCancelled() {
    AsyncBench bench = new AsyncBench(ORDERED);
    bench.batch(1);
    bench.operator.close();

    assertThat(bench.calls).allMatch(CompletableFuture::isCancelled);
  }
}
