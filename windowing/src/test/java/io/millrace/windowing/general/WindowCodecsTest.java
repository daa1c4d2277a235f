package io.millrace.windowing.general;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.aggregate.LaneAccumulator;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.error.MillraceException;
import io.millrace.api.window.Evictor.Timed;
import io.millrace.api.window.GlobalWindow;
import io.millrace.api.window.TimeWindow;
import io.millrace.windowing.general.OpenEvents.Entry;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class WindowCodecsTest {
  private static final Codec<Click> CLICKS = Codecs.of(Click.class);

  @Test
  void whenPanesHaveAccumulators_thenTheyComeBackWhole() {
    Aggregate<Click, LaneAccumulator, Double> average = Aggregates.avg(Click::id);
    Pane<Click, LaneAccumulator> full = new Pane<>(new TimeWindow(-5, 5));
    full.accumulator =
        average.add(average.add(average.create(), Click.of("a", 3)), Click.of("a", 4));
    full.ended = true;
    full.latestMs = 4;
    full.remember("count", -7);
    Pane<Click, LaneAccumulator> purged = new Pane<>(GlobalWindow.INSTANCE);
    Panes<Click, LaneAccumulator> panes = new Panes<>();
    panes.add(full);
    panes.add(purged);
    Codec<Panes<Click, LaneAccumulator>> codec =
        Objects.requireNonNull(PanesCodec.ofAccumulators(average, Click.class, "averages"));

    Panes<Click, LaneAccumulator> back = Codecs.fromBytes(codec, Codecs.toBytes(codec, panes));

    assertThat(back.size()).isEqualTo(2);
    Pane<Click, LaneAccumulator> again = Objects.requireNonNull(back.find(new TimeWindow(-5, 5)));
    assertThat(average.result(Objects.requireNonNull(again.accumulator))).isEqualTo(3.5);
    assertThat(again.ended).isTrue();
    assertThat(again.latestMs).isEqualTo(4);
    assertThat(again.number("count", 0)).isEqualTo(-7);
    Pane<Click, LaneAccumulator> empty = Objects.requireNonNull(back.find(GlobalWindow.INSTANCE));
    assertThat(empty.empty()).isTrue();
    assertThat(empty.numberless()).isTrue();
  }

  @Test
  void whenPanesHaveEvents_thenTheyComeBackInOrder() {
    Pane<Click, Long> pane = new Pane<>(new TimeWindow(0, 10));
    pane.kept().add(new Timed<>(Click.of("a", 2), 9));
    pane.kept().add(new Timed<>(Click.of("a", 1), 3));
    Panes<Click, Long> panes = new Panes<>();
    panes.add(pane);
    Codec<Panes<Click, Long>> codec = PanesCodec.ofEvents(CLICKS);

    Panes<Click, Long> back = Codecs.fromBytes(codec, Codecs.toBytes(codec, panes));

    assertThat(back.at(0).kept()).isEqualTo(pane.kept());
  }

  @Test
  void whenOpenEvents_thenTheyComeBackInOrder() {
    OpenEvents<Click> open = new OpenEvents<>();
    open.add(new Entry<>(Click.of("a", 2), 9, true));
    open.add(new Entry<>(Click.of("a", 1), -3, false));
    open.firedUpTo = -4;
    open.timerMs = 6;
    Codec<OpenEvents<Click>> codec = new OpenEventsCodec<>(CLICKS);

    OpenEvents<Click> back = Codecs.fromBytes(codec, Codecs.toBytes(codec, open));

    assertThat(back.size()).isEqualTo(2);
    assertThat(back.at(0)).isEqualTo(new Entry<>(Click.of("a", 1), -3, false));
    assertThat(back.at(1)).isEqualTo(new Entry<>(Click.of("a", 2), 9, true));
    assertThat(back.firedUpTo).isEqualTo(-4);
    assertThat(back.timerMs).isEqualTo(6);
  }

  @Test
  void whenTimer_thenItComesBack_andCutBytesAreRefused() {
    WindowTimer timer = new WindowTimer(new TimeWindow(-10, 20), true);
    byte[] bytes = Codecs.toBytes(new WindowTimerCodec(), timer);
    assertThat(Codecs.fromBytes(new WindowTimerCodec(), bytes)).isEqualTo(timer);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Codecs.fromBytes(new WindowTimerCodec(), cut))
          .isInstanceOf(MillraceException.class)
          .hasMessageStartingWith("CODEC_CORRUPT");
    }
  }
}
