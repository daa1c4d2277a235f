package io.millrace.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Seeds;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ChannelTest {
  @Test
  void whenChannelIsFull_thenItGivesNoSlotUntilOneIsReleased() {
    for (int capacity : new int[] {1, 2, 3, 5, 8}) {
      Channel channel = new Channel(capacity);
      for (int i = 0; i < capacity; i++) {
        channel.claim().mark(Channel.Kind.WATERMARK, i);
        channel.publish();
      }

      assertThat(channel.claim()).as("capacity %d", capacity).isNull();
      assertThat(channel.hasRoom()).isFalse();
      assertThat(channel.size()).isEqualTo(capacity);
      channel.peek();
      channel.release();
      assertThat(channel.claim()).isNotNull();
    }
  }

  @Test
  void whenNothingWasPublished_thenThereIsNothingToPeekAt() {
    Channel channel = new Channel(2);
    channel.claim();

    assertThat(channel.peek()).isNull();
  }

  @Test
  void whenSomethingIsPublishedOrReleased_thenTheOtherSideIsWoken() {
    Channel channel = new Channel(2);
    AtomicInteger consumer = new AtomicInteger();
    AtomicInteger producer = new AtomicInteger();
    channel.wakeWith(consumer::incrementAndGet, producer::incrementAndGet);

    channel.claim();
    channel.publish();
    assertThat(consumer).hasValue(1);
    channel.peek();
    channel.release();
    assertThat(producer).hasValue(1);
  }

  @Test
  void whenTwoThreadsShareIt_thenAMillionItemsComeInOrder() throws Exception {
    share(64, 1_000_000);
  }

  @Test
  void whenTwoThreadsShareFewSlots_thenItemsComeInOrder() throws Exception {
    share(1, 50_000);
    share(2, 50_000);
    share(3, 50_000);
  }

  private static void share(int capacity, int items) throws InterruptedException {
    Channel channel = new Channel(capacity);
    AtomicReference<String> wrong = new AtomicReference<>();
    Thread consumer = new Thread(() -> wrong.set(consume(channel, items)));
    consumer.start();
    for (int i = 0; i < items; ) {
      Channel.Slot slot = channel.claim();
      if (slot == null) {
        Thread.yield();
        continue;
      }
      slot.mark(Channel.Kind.WATERMARK, i++);
      channel.publish();
    }
    consumer.join();
    assertThat(wrong.get()).as("capacity %d", capacity).isNull();
    assertThat(channel.size()).isZero();
  }

  private static String consume(Channel channel, int items) {
    for (int expected = 0; expected < items; ) {
      Channel.Slot slot = channel.peek();
      if (slot == null) {
        Thread.yield();
        continue;
      }
      if (slot.value() != expected) {
        return "expected " + expected + ", got " + slot.value();
      }
      expected++;
      channel.release();
    }
    return null;
  }

  @Test
  void whenOutletIsDrainedNowAndThen_thenEverythingComesInOrder() {
    Seeds.forEach(
        1_000,
        seed -> {
          Random random = new Random(seed);
          Channel channel = new Channel(1 + random.nextInt(3));
          Outlet outlet = new Outlet(channel);
          ArrayDeque<Long> sent = new ArrayDeque<>();
          long next = 0;
          for (int i = 0; i < 200; i++) {
            switch (random.nextInt(4)) {
              case 0 -> {
                Channel.Slot slot = outlet.next();
                slot.mark(Channel.Kind.BATCH, 0);
                slot.batch().reset(0, next, 0);
                slot.batch().append(next, next);
                outlet.send();
                sent.add(next++);
              }
              case 1 -> {
                outlet.mark(Channel.Kind.WATERMARK, next);
                sent.add(next++);
              }
              case 2 -> outlet.drain();
              default -> take(channel, sent);
            }
            assertThat(outlet.blocked()).isEqualTo(sent.size() > channel.size());
          }
          while (!sent.isEmpty()) {
            outlet.drain();
            take(channel, sent);
          }
          assertThat(outlet.drain()).isTrue();
          assertThat(channel.peek()).isNull();
        });
  }

  private static void take(Channel channel, ArrayDeque<Long> sent) {
    Channel.Slot slot = channel.peek();
    if (slot == null) {
      return;
    }
    if (slot.kind() == Channel.Kind.BATCH) {
      assertThat(slot.batch().size()).isEqualTo(1);
      assertThat(slot.batch().value(0)).isEqualTo(sent.remove());
      slot.batch().forget();
    } else {
      assertThat(slot.value()).isEqualTo(sent.remove());
    }
    channel.release();
  }
}
