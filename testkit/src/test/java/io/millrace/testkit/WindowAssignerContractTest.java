package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.time.EventTimes;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Window;
import io.millrace.api.window.WindowAssigner;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The exam passes what is right and fails what is wrong. */
final class WindowAssignerContractTest extends WindowAssignerContract {
  /** Sessions with a gap of a second. */
  private record Sessions() implements WindowAssigner<Object> {
    @Override
    public List<? extends Window> assign(Object value, long timeMs) {
      return List.of(new TimeWindow(timeMs, EventTimes.plus(timeMs, 1_000)));
    }

    @Override
    public boolean merging() {
      return true;
    }

    @Override
    public String describe() {
      return "session 1 s";
    }
  }

  /** Wrong before 1970, where a remainder is negative. */
  private record Careless() implements WindowAssigner<Object> {
    @Override
    public List<? extends Window> assign(Object value, long timeMs) {
      long start = timeMs - timeMs % 1_000;
      return List.of(new TimeWindow(start, start + 1_000));
    }

    @Override
    public String describe() {
      return "careless";
    }
  }

  @Override
  protected WindowAssigner<Object> assigner() {
    return new Sessions();
  }

  @Test
  void whenWindowsDoNotContainTheirEvents_thenTheExamFailsWithASeed() {
    WindowAssignerContract exam =
        new WindowAssignerContract() {
          @Override
          protected WindowAssigner<Object> assigner() {
            return new Careless();
          }
        };
    assertThatThrownBy(exam::whenAnEventIsAssigned_thenEachWindowContainsItsTime)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("replay: -Dseed=");
    assertThat(new Careless().assign("x", 1_500)).hasSize(1);
  }
}
