package io.millrace.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class JobReportTest {
  @Test
  void whenAJobHasCheckpoints_thenTheTextEndsWithHowTheyWent() {
    DurabilityReport durability =
        new DurabilityReport(3, 1, "TIMED_OUT only 1 of 2 tasks", 4, 1_500, 2_048, 2);
    JobReport report = new JobReport("p", "RUNNING", 0, List.of(), List.of(), durability);
    assertThat(report.text())
        .endsWith(
            """
            checkpoints  given up  last   took  written  restarts
            -----------  --------  ----  -----  -------  --------
                      3         1     4  1.5 s  2.0 KiB         2
            last given up: TIMED_OUT only 1 of 2 tasks
            """);
  }
}
