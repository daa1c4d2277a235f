package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TwelveStepsTest {
  @Test
  void whenTheTwelveStepsAreTaken_thenEachGivesItsAnswer() {
    assertThat(Printed.by(TwelveSteps::main))
        .isEqualTo(
            """
             1 streams: 2
             2 results so far: 0
             3 windows: 2
             4 published, waiting: 10
             5 the last is in 2 windows
             6 in the window: {button_click=1}
             7 page views: 4, users: 50
             8 late: true
             9 processed: 3, remaining: 1
            10 joined: 1, fired: 1, late: 1
            11 events: 11, processed by event_counter: 11
            12 Summary[mode=manual, totalStreams=2, totalProcessors=1, totalWindows=2, totalJoins=1, \
            totalEvents=13, totalProcessedEvents=12]
            """);
  }
}
