package io.millrace.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void whenAColumnHoldsNumbers_thenItIsAlignedToTheRight() {
    TextTable table =
        new TextTable("name", "count", "size", "took", "what")
            .row("a", TextTable.number(1_234), "1.5 KiB", "2 d 3 h", "10 of 20")
            .row("bc", TextTable.number(0), "12 B", "-0.5 s", "none");
    assertThat(table.toString())
        .isEqualTo(
            """
            name  count     size     took  what
            ----  -----  -------  -------  --------
            a     1,234  1.5 KiB  2 d 3 h  10 of 20
            bc        .     12 B   -0.5 s  none
            """);
  }

  @Test
  void whenAColumnSaysNothing_thenItCanBeLeftOut() {
    TextTable table =
        new TextTable("name", "in", "late", "lag").row("a", "1", ".", "-").row("b", ".", ".", "-");
    assertThat(table.withoutEmptyColumns().toString())
        .isEqualTo(
            """
            name  in
            ----  --
            a      1
            b      .
            """);
  }

  @Test
  void whenThereAreNoRows_thenAllHeadingsStay() {
    assertThat(new TextTable("name", "in").withoutEmptyColumns().toString()).startsWith("name  in");
  }
}
