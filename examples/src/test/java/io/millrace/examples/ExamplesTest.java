package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExamplesTest {
  @Test
  void whenOrdersAreCountedPerMinute_thenALateOneGoesElsewhere() {
    assertThat(Printed.by(OrdersPerMinute::main))
        .isEqualTo(
            """
            late: Oslo at 2026-03-01T09:00:30Z, 59 s behind the watermark
            2026-03-01T09:00:00Z  Oslo  2 orders   1300 cents
            2026-03-01T09:00:00Z  Rome  1 orders   2500 cents
            2026-03-01T09:01:00Z  Oslo  1 orders   4000 cents
            2026-03-01T09:01:00Z  Rome  1 orders    900 cents
            2026-03-01T09:02:00Z  Rome  1 orders   1100 cents
            """);
  }

  @Test
  void whenClicksAreJoinedWithOrders_thenThoseWithoutOneAreTold() {
    assertThat(Printed.by(ClicksJoinOrders::main))
        .isEqualTo(
            """
            ada clicked on shoes and ordered for 4999 cents after 420 s
            ada clicked on bags and ordered for 4999 cents after 120 s
            bob clicked on hats and ordered nothing
            cyd clicked on hats and ordered nothing
            """);
  }

  @Test
  void whenWindowsAreDaysOfAZone_thenTheDayClocksChangeHas23Hours() {
    assertThat(Printed.by(CustomWindowAssigner::main))
        .isEqualTo(
            """
            north  from 2026-03-27T23:00:00Z, 24 hours: 2
            north  from 2026-03-28T23:00:00Z, 23 hours: 2
            south  from 2026-03-28T23:00:00Z, 23 hours: 1
            south  from 2026-03-29T22:00:00Z, 24 hours: 1
            """);
  }

  @Test
  void whenNobodyBuys_thenTheCartIsAbandoned() {
    assertThat(Printed.by(AbandonedCart::main))
        .isEqualTo(
            """
            ada left 2 in the cart, 2026-03-01T09:40:00Z
            bob left 1 in the cart, 2026-03-01T10:30:00Z
            """);
  }

  @Test
  void whenTheJobIsStartedAgain_thenTheDatabaseHoldsEachResultOnce() {
    String rows =
        """
          Oslo  1300 cents
          Oslo  4000 cents
          Rome  2500 cents
        """;
    assertThat(Printed.by(SalesToDatabase::main))
        .isEqualTo("after run 1\n" + rows + "after run 2\n" + rows);
  }
}
