package io.millrace.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.connector.CollectSink;
import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.plan.PlanFormat;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.Watermarks;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a plan says, and how it is carried out. */
class PlansTest {
  private final Pipeline p = Pipeline.create("plans");

  private Stream<Long> numbers() {
    return p.from("numbers", Sources.generate(Long.class, 100, i -> i).inSplits(2))
        .eventTimeMillis(value -> value, Watermarks.monotonic());
  }

  private Pipeline windowed() {
    numbers()
        .keyBy(value -> value % 3)
        .window(Windows.tumbling(Duration.ofMillis(10)))
        .count("counts")
        .to("out", Sinks.collect());
    return p;
  }

  private static Engine engine(int workers, boolean twoStage) {
    return Engine.local().options(new EngineOptions(workers, "memory", 1, 7, 128, twoStage, null));
  }

  @Test
  void whenOneWorkerRuns_thenEverythingIsOneStage() {
    assertThat(engine(1, true).explain(windowed()))
        .contains("1 stage on 1 worker")
        .contains("one worker owns all keys")
        .contains("guarantee after a failure: AT_LEAST_ONCE")
        .contains("tumbling");
  }

  @Test
  void whenTwoWorkersRun_thenTheReasonOfEachExchangeIsTold() {
    assertThat(engine(2, false).explain(windowed()))
        .contains("2 stages on 2 workers")
        .contains("scattered to the owners of their keys (Long)")
        .contains("events stay where they are");
  }

  @Test
  void whenAWindowCanBeTakenApart_thenItIsAggregatedBeforeTheExchange() {
    assertThat(engine(2, true).explain(windowed()))
        .contains("counts/local")
        .contains("aggregated here first, to send less")
        .contains("partial results");
  }

  @Test
  void whenLateEventsOfATakenApartWindowAreRead_thenBothPartsGiveThem() {
    for (int workers = 1; workers <= 2; workers++) {
      Pipeline late = Pipeline.create("late");
      CollectSink<Object> out = Sinks.collect();
      late.from(
              "numbers",
              Sources.splits(Long.class, List.of(List.of(5L, 50L, 6L), List.of(7L, 60L, 8L))))
          .eventTimeMillis(value -> value, Watermarks.monotonic())
          .keyBy(value -> value % 3)
          .window(Windows.tumbling(Duration.ofMillis(10)))
          .count("counts")
          .late()
          .map(l -> (Object) l.value())
          .to("out", out);
      engine(workers, true).run(late);

      assertThat(out.values()).containsExactlyInAnyOrder(6L, 8L);
    }
  }

  @Test
  void whenAStreamMeetsWhatBecameOfItElsewhere_thenStagesDoNotWaitForThemselves() {
    Stream<Long> numbers = numbers();
    Stream<Long> counts =
        numbers
            .keyBy(value -> value % 3)
            .window(Windows.tumbling(Duration.ofMillis(10)))
            .count("counts")
            .map(result -> result.value());
    CollectSink<Long> out = Sinks.collect();
    numbers.union(counts).to("out", out);

    assertThat(engine(2, false).explain(p)).contains("wait there for what takes a longer way");
    engine(2, false).run(p);
    assertThat(out.values()).hasSize(100 + 30);
  }

  @Test
  void whenAPlanHasSeveralProblems_thenOneMessageTellsThemAll() {
    Stream<Long> untimed = p.from("numbers", Sources.of(Long.class, 1L));
    untimed.keyAll().window(Windows.tumbling(Duration.ofMillis(10))).count("same");
    untimed.keyAll().window(Windows.globalUntilEnd()).count("same");
    untimed.keyAll().window(Windows.globalUntilEnd()).count(" ");

    assertThatThrownBy(p::plan)
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("4 problems")
        .hasMessageContaining("two nodes are named 'same'")
        .hasMessageContaining("empty id")
        .hasMessageContaining("no event time")
        .hasMessageContaining("no stream ends in a sink")
        .extracting(e -> ((MillraceException) e).code())
        .isEqualTo(ApiError.PLAN_INVALID);
  }

  @Test
  void whenPlanIsWrittenAsJson_thenItParsesAndHasNodesAndEdges() throws Exception {
    JsonNode json = new ObjectMapper().readTree(windowed().plan().format(PlanFormat.JSON));

    assertThat(json.get("name").asText()).isEqualTo("plans");
    assertThat(json.get("nodes").findValuesAsText("id"))
        .containsExactly("numbers", "event-time-1", "counts", "out");
    JsonNode counts = json.get("nodes").get(2);
    assertThat(counts.get("kind").asText()).isEqualTo("window");
    assertThat(counts.get("inputs").get(0).get("from").asText()).isEqualTo("event-time-1");
    assertThat(counts.get("inputs").get(0).get("partitioning").asText()).isEqualTo("by key Long");
    assertThat(counts.get("settings").get("lateness").asText()).isEqualTo("PT0S");
  }

  @Test
  void whenPlanIsWrittenForPeople_thenNodesAndEdgesAreThere() {
    assertThat(windowed().plan().toString())
        .contains("pipeline plans")
        .contains("counts: window -> WindowResult<Long, Long>")
        .contains("from event-time-1 (by key Long)");
    assertThat(p.plan().format(PlanFormat.MERMAID))
        .startsWith("flowchart LR")
        .contains("n2[\"counts<br/>window\"]")
        .contains("n1 -- by key Long --> n2")
        .contains("n2 --> n3");
  }
}
