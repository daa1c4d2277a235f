package io.millrace.windowing.lanes;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Makes the loops of an operator, each a class of its own where the virtual machine lets us. */
final class LaneLoops {
  private LaneLoops() {}

  /** A loop for a lane, or without one for the aggregate itself. */
  static LaneLoop of(@Nullable Lane<?> lane, Aggregate<?, ?, ?> aggregate) {
    if (!"false".equals(System.getProperty("millrace.hiddenClasses"))) {
      try {
        return copy(lane, aggregate);
      } catch (Throwable e) {
        // A native image, a class path without class files, a security rule: the shared class is
        // slower, not wrong.
        if (e instanceof VirtualMachineError fatal) {
          throw fatal;
        }
      }
    }
    return new LaneLoopTemplate(lane, aggregate);
  }

  private static LaneLoop copy(@Nullable Lane<?> lane, Aggregate<?, ?, ?> aggregate)
      throws Throwable {
    MethodHandles.Lookup copied = MethodHandles.lookup().defineHiddenClass(template(), true);
    MethodType constructor = MethodType.methodType(void.class, Lane.class, Aggregate.class);
    return (LaneLoop)
        copied.findConstructor(copied.lookupClass(), constructor).invoke(lane, aggregate);
  }

  private static byte[] template() throws IOException {
    try (InputStream in = LaneLoopTemplate.class.getResourceAsStream("LaneLoopTemplate.class")) {
      if (in == null) {
        throw new IOException("LaneLoopTemplate.class is not on the class path");
      }
      return in.readAllBytes();
    }
  }
}
