package io.millrace.windowing.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.MillraceException;
import io.millrace.api.plan.OperatorProvider;
import io.millrace.api.plan.Step;
import io.millrace.api.spi.ProviderLoader;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowAssignerProvider;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProvidersTest {
  @Test
  void whenNamed_thenAssignersAreMadeFromText() {
    assertThat(make("tumbling", Map.of("size", "PT5M", "offset", "-PT1M")))
        .isEqualTo(Windows.tumbling(Duration.ofMinutes(5)).offset(Duration.ofMinutes(-1)));
    assertThat(make("sliding", Map.of("size", "PT5M", "slide", "PT1M", "time", "processing")))
        .isEqualTo(Windows.sliding(Duration.ofMinutes(5), Duration.ofMinutes(1)).processingTime());
    assertThat(make("session", Map.of("gap", "PT30S")))
        .isEqualTo(Windows.session(Duration.ofSeconds(30)));
    assertThat(make("count", Map.of("count", "5"))).isEqualTo(Windows.count(5));
    assertThat(make("count", Map.of("count", "5", "slide", "2"))).isEqualTo(Windows.count(5, 2));
    assertThat(make("global", Map.of("firesAtEnd", "true"))).isEqualTo(Windows.globalUntilEnd());
  }

  @Test
  void whenSettingIsUnknownMissingOrMalformed_thenItIsRefusedWithTheCure() {
    assertRefused("tumbling", Map.of("size", "PT5M", "sise", "PT1M"), "[offset, size, time]");
    assertRefused("tumbling", Map.of(), "'size'");
    assertRefused("tumbling", Map.of("size", "5 minutes"), "PT5M");
    assertRefused("session", Map.of("gap", "PT1S", "time", "wall"), "'event' or 'processing'");
    assertRefused("count", Map.of("count", "many"), "a whole number");
    assertRefused("global", Map.of("firesAtEnd", "yes"), "'true' or 'false'");
  }

  @Test
  void whenEngineAsks_thenWindowsAreServedAndNothingElse() {
    OperatorProvider provider =
        ProviderLoader.named(OperatorProvider.class, "windowing", "It is this module's.");
    assertThat(provider.serves(new Step.Union())).isFalse();
  }

  private static WindowAssigner<Object> make(String name, Map<String, String> settings) {
    return ProviderLoader.named(WindowAssignerProvider.class, name, "It is this module's.")
        .create(settings);
  }

  private static void assertRefused(String name, Map<String, String> settings, String cure) {
    assertThatThrownBy(() -> make(name, settings))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("WINDOW_INVALID")
        .hasMessageContaining(cure);
  }
}
