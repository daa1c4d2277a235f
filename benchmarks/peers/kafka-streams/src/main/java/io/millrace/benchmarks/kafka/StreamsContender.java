package io.millrace.benchmarks.kafka;

import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.Checksum;
import io.millrace.benchmarks.workloads.Contender;
import io.millrace.benchmarks.workloads.NamedTick;
import io.millrace.benchmarks.workloads.Prepared;
import io.millrace.benchmarks.workloads.Round;
import io.millrace.benchmarks.workloads.RoundServer;
import io.millrace.benchmarks.workloads.Shape;
import io.millrace.benchmarks.workloads.Tick;
import java.io.IOException;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.internals.AppInfoParser;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/**
 * Kafka Streams by its test driver, which needs no broker and runs on one thread. The driver
 * commits after each event, so it is slower than a job with a broker need be, but pays for no
 * network.
 */
public final class StreamsContender implements Contender {
  private static final long END_MS = 100L * 365 * 24 * 3600 * 1000;

  /** Stateless. */
  public StreamsContender() {}

  /** Serves rounds. */
  public static void main(String[] args) throws IOException {
    RoundServer.serve(new StreamsContender());
  }

  @Override
  public String version() {
    return "Kafka Streams " + AppInfoParser.getVersion() + ", test driver";
  }

  @Override
  public Reads reads(Case what) {
    return what.lateness() == Case.LateEvents.OWN_INPUT ? Reads.IN_TIME : Reads.ALL;
  }

  @Override
  public String cannot(Case what, int parallelism) {
    if (parallelism > 1) {
      return "the test driver has one thread";
    }
    if (what.shape().nexmark()) {
      return "not written for Kafka Streams";
    }
    return switch (what.shape()) {
      case WINDOW_JOIN -> "Kafka Streams joins by nearness only";
      case STATE -> "the test driver takes no checkpoints";
      default -> "";
    };
  }

  @Override
  public String run(Round round, Settings settings) {
    Prepared prepared = round.prepared();
    Case what = prepared.what();
    Checksum seen = new Checksum();
    Properties options = new Properties();
    options.setProperty(StreamsConfig.APPLICATION_ID_CONFIG, "side-by-side");
    options.setProperty(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
    options.setProperty(StreamsConfig.STATE_DIR_CONFIG, settings.directory().toString());
    // Windows are given as soon as they close, not by the wall clock.
    options.setProperty(
        StreamsConfig.InternalConfig.EMIT_INTERVAL_MS_KSTREAMS_WINDOWED_AGGREGATION, "0");
    options.setProperty(
        StreamsConfig.InternalConfig.EMIT_INTERVAL_MS_KSTREAMS_OUTER_JOIN_SPURIOUS_RESULTS_FIX,
        "0");
    try (TopologyTestDriver driver =
        new TopologyTestDriver(StreamsTopologies.of(what, seen), options, Instant.EPOCH)) {
      if (what.shape() == Shape.TUMBLING_STRING) {
        named(driver, (NamedTick[]) prepared.split(0), round);
      } else if (what.shape().twoInputs()) {
        both(driver, (Tick[]) prepared.split(0), (Tick[]) prepared.right(0), round);
      } else {
        one(driver, what, (Tick[]) prepared.split(0), round);
      }
      round.ended(seen);
    }
    return "";
  }

  private static <K, V> TestInputTopic<K, V> topic(
      TopologyTestDriver driver, String name, Serializer<K> keys, Serializer<V> values) {
    return driver.createInputTopic(name, keys, values);
  }

  private static void named(TopologyTestDriver driver, NamedTick[] ticks, Round round) {
    TestInputTopic<String, NamedTick> topic =
        topic(
            driver,
            StreamsTopologies.LEFT,
            new StringSerializer(),
            EventSerdes.named().serializer());
    round.started();
    for (NamedTick tick : ticks) {
      topic.pipeInput(tick.key(), tick, tick.timeMs());
    }
    // Time goes by the events alone; one far in the future closes all windows.
    topic.pipeInput("end", new NamedTick("end", 0, END_MS), END_MS);
  }

  private static void one(TopologyTestDriver driver, Case what, Tick[] ticks, Round round) {
    TestInputTopic<Long, Tick> topic = ticks(driver, StreamsTopologies.LEFT);
    round.started();
    for (Tick tick : ticks) {
      topic.pipeInput(tick.key(), tick, tick.timeMs());
    }
    if (what.shape() == Shape.SESSION) {
      // Not so far that the store drops sessions before they are given.
      long endMs = ticks[ticks.length - 1].timeMs() + 2 * Case.GAP_MS;
      topic.pipeInput(-1L, new Tick(-1, 0, endMs), endMs);
    } else if (what.sizeMs() > 0) {
      topic.pipeInput(-1L, new Tick(-1, 0, END_MS), END_MS);
    }
  }

  private static void both(TopologyTestDriver driver, Tick[] left, Tick[] right, Round round) {
    TestInputTopic<Long, Tick> lefts = ticks(driver, StreamsTopologies.LEFT);
    TestInputTopic<Long, Tick> rights = ticks(driver, StreamsTopologies.RIGHT);
    round.started();
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      if (i < left.length) {
        lefts.pipeInput(left[i].key(), left[i], left[i].timeMs());
      }
      if (i < right.length) {
        rights.pipeInput(right[i].key(), right[i], right[i].timeMs());
      }
    }
  }

  private static TestInputTopic<Long, Tick> ticks(TopologyTestDriver driver, String name) {
    return topic(driver, name, new LongSerializer(), EventSerdes.ticks().serializer());
  }
}
