package io.millrace.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.report.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JacksonJsonTest {
  record Times(Instant at, Duration took, LocalDate day, ZoneId zone, Month month) {}

  @Test
  void whenValuesAreTimes_thenTheyAreTextByIso8601() {
    String json =
        Json.write(
            new Times(
                Instant.ofEpochMilli(1_500),
                Duration.ofMillis(61_001),
                LocalDate.of(2026, 2, 3),
                ZoneId.of("Europe/Berlin"),
                Month.MAY));

    assertThat(json.replaceAll("\\s", ""))
        .isEqualTo(
            "{\"at\":\"1970-01-01T00:00:01.500Z\",\"took\":\"PT1M1.001S\",\"day\":\"2026-02-03\","
                + "\"zone\":\"Europe/Berlin\",\"month\":\"MAY\"}");
  }

  @Test
  void whenTimesAreKeysOrElements_thenTheyAreTextToo() {
    String json = Json.write(Map.of(Instant.EPOCH, List.of(Duration.ZERO)));

    assertThat(json.replaceAll("\\s", "")).isEqualTo("{\"1970-01-01T00:00:00Z\":[\"PT0S\"]}");
  }

  @Test
  void whenNothingIsTime_thenItIsAsBefore() {
    assertThat(Json.write(Map.of("rate", 1.5)).replaceAll("\\s", "")).isEqualTo("{\"rate\":1.5}");
  }
}
