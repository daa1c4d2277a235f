package io.millrace.core.plan;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.stream.KeyedStream;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.time.Watermarks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** This module's tests run without windows and joins on the class path, as a program may. */
class MissingModuleTest {
  private final Pipeline pipeline = Pipeline.create("missing");
  private final KeyedStream<Long, Long> keyed =
      pipeline
          .from("numbers", Sources.of(Long.class, 1L))
          .eventTimeMillis(value -> value, Watermarks.monotonic())
          .keyBy(value -> value);

  @Test
  void whenNoModuleServesWindows_thenTheErrorNamesTheArtifact() {
    keyed.session(Duration.ofSeconds(1)).count("counts").to("out", Sinks.collect());

    refused("'counts'", "millrace-windowing");
  }

  @Test
  void whenNoModuleServesJoins_thenTheErrorNamesTheArtifact() {
    keyed
        .join("pairs", keyed)
        .within(Duration.ZERO, Duration.ZERO)
        .inner((l, r) -> l + r)
        .to("out", Sinks.collect());

    refused("'pairs'", "millrace-joins");
  }

  private void refused(String... parts) {
    assertThatThrownBy(() -> Engine.local().open(pipeline))
        .isInstanceOf(MillraceException.class)
        .hasMessageContainingAll(parts)
        .extracting(e -> ((MillraceException) e).code())
        .isEqualTo(ApiError.PROVIDER_NOT_FOUND);
  }
}
