package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Seeds are told when a case fails. */
final class SeedsTest {
  @Test
  void whenACaseFails_thenTheLineThatReplaysItIsTold() {
    List<Long> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                Seeds.forEach(
                    1_000,
                    seed -> {
                      seen.add(seed);
                      assertThat(seen).hasSizeLessThan(1);
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("replay: -Dseed=" + Seeds.ofRun());
    assertThat(seen).containsExactly(Seeds.ofRun());
  }

  @Test
  void whenACaseThrows_thenItsExceptionIsTheCause() {
    IllegalStateException thrown = new IllegalStateException("broken");
    assertThatThrownBy(
            () ->
                Seeds.forEach(
                    1,
                    seed -> {
                      throw thrown;
                    }))
        .isInstanceOf(AssertionError.class)
        .hasCause(thrown);
  }
}
