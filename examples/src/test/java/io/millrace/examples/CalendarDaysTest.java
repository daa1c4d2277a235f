package io.millrace.examples;

import io.millrace.api.window.WindowAssigner;
import io.millrace.testkit.WindowAssignerContract;
import java.time.ZoneId;

class CalendarDaysTest extends WindowAssignerContract {
  @Override
  protected WindowAssigner<Object> assigner() {
    return new CustomWindowAssigner.CalendarDays(ZoneId.of("Europe/Berlin"));
  }
}
