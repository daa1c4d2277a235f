package io.millrace.conformance;

import io.millrace.api.operator.Operator;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.SideOutput;
import java.util.List;

/** Sends elements to side outputs by their value. */
final class Router implements Operator<Element, Element> {
  private static final SideOutput<Element> NEGATIVE = SideOutput.of("negative", Element.class);
  private static final SideOutput<Element> ODD = SideOutput.of("odd", Element.class);
  private static final SideOutput<Element> TENS = SideOutput.of("tens", Element.class);

  /** The side outputs. */
  static final List<SideOutput<Element>> SIDES = List.of(NEGATIVE, ODD, TENS);

  private Output<Element> negative = (element, timeMs) -> {};
  private Output<Element> odd = (element, timeMs) -> {};
  private Output<Element> tens = (element, timeMs) -> {};

  @Override
  public void open(OperatorContext context) {
    negative = context.side(NEGATIVE);
    odd = context.side(ODD);
    tens = context.side(TENS);
  }

  @Override
  public void process(Element element, long timeMs, Output<Element> out) {
    if (element.value() < 0) {
      negative.emit(element, timeMs);
    } else if (element.value() % 2 != 0) {
      odd.emit(element, timeMs);
    } else {
      out.emit(element, timeMs);
    }
    if (element.value() % 10 == 0) {
      tens.emit(element, timeMs);
    }
  }
}
