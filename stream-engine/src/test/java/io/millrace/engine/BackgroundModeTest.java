package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.Overflow;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class BackgroundModeTest {
  private static Event event(int i) {
    return new Event("e" + i, "t" + i % 3, Map.of("n", i % 10), Instant.ofEpochSecond(i));
  }

  @Test
  void whenStarted_thenEverythingRunsByItself() {
    try (StreamEngine engine =
        StreamEngine.create(
            StreamEngineOptions.DEFAULT.buffer(64, Overflow.BLOCK).retain(10_000, 10_000))) {
      engine.createStream("in");
      engine.registerProcessor("ids", "in", Event::id);
      engine.publish("in", event(0));
      engine.start();
      engine.createTumblingWindow("w", "in", Duration.ofSeconds(100), Event::type);
      engine.registerProcessor("again", "ids", e -> e.data().get("value"));
      for (int i = 1; i < 5_000; i++) {
        engine.publish("in", event(i));
      }
      engine.drain();

      assertThat(engine.processorResults("ids")).hasSize(5_000).startsWith("e0", "e1");
      assertThat(engine.processorResults("again")).endsWith("e4998", "e4999");
      assertThat(engine.windows("w")).hasSize(150).allMatch(WindowContent::open);
      assertThat(engine.windows("w").stream().mapToInt(w -> w.events().size()).sum())
          .isBetween(4_999, 5_000);
      engine.setWatermark("in", Instant.MAX);
      engine.drain();
      assertThat(engine.windows("w")).hasSize(150).noneMatch(WindowContent::open);
      assertThat(engine.streamMetrics("in").bufferSize()).isZero();
      assertThat(engine.report().summary().mode()).isEqualTo("background");
      assertThatThrownBy(() -> engine.processBatch("in", 1))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("drain()");
    }
  }

  @Test
  void whenManyThreadsPublishAndCount_thenNothingIsLost() throws InterruptedException {
    try (StreamEngine engine =
        StreamEngine.create(StreamEngineOptions.DEFAULT.buffer(16, Overflow.BLOCK))) {
      engine.createStream("in");
      for (String id : List.of("p", "q")) {
        engine.registerProcessor(
            id,
            "in",
            e -> engine.<Integer>changeState(e.type(), n -> n.orElse(0) + 1, "counts").get());
      }
      engine.start();
      List<Thread> publishers = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Thread thread =
            new Thread(
                () -> {
                  for (int i = 0; i < 300; i++) {
                    engine.publish("in", event(i));
                  }
                });
        thread.start();
        publishers.add(thread);
      }
      for (Thread publisher : publishers) {
        publisher.join();
      }
      engine.drain();
      for (String type : List.of("t0", "t1", "t2")) {
        assertThat(engine.getState(type, "counts")).contains(800);
      }
    }
  }

  @Test
  void whenRemovedWhileRunning_thenThreadsEndAndPublishersAreSentAway() throws Exception {
    StreamEngine engine =
        StreamEngine.create(StreamEngineOptions.DEFAULT.buffer(1, Overflow.BLOCK));
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    engine.createStream("in");
    engine.start();
    engine.registerProcessor(
        "slow",
        "in",
        e -> {
          inside.countDown();
          try {
            goOn.await();
          } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
          }
          return e;
        });
    engine.registerProcessor("after", "slow", Event::id);
    List<Throwable> thrown = new ArrayList<>();
    Thread publisher =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 10; i++) {
                  engine.publish("in", event(i));
                }
              } catch (MillraceException e) {
                thrown.add(e);
              }
            });
    publisher.start();
    inside.await();
    Thread remover = new Thread(() -> engine.removeStream("in"));
    remover.start();
    publisher.join();
    goOn.countDown();
    remover.join();

    assertThat(thrown)
        .singleElement()
        .extracting(e -> ((MillraceException) e).code())
        .as("removed while it waited, or just before its next call")
        .isIn(ApiError.JOB_NOT_RUNNING, ApiError.ID_UNKNOWN);
    assertThat(engine.report().streams()).isEmpty();
    engine.close();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("millrace-slow") || thread.getName().equals("millrace-after")) {
        thread.join();
      }
    }
  }
}
