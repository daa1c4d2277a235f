package io.millrace.windowing.lanes;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Makes the loops of an operator, each a class of its own where the virtual machine lets us. */
final class LaneLoops {
  /*
   * What makes the copies for functions without state. It lives and dies with the function's class. A job that is run again
   * and the other subtasks of an operator find code that is compiled already.
   */
  private static final ClassValue<Map<Lane.Op, MethodHandle>> MAKERS =
      new ClassValue<>() {
        @Override
        protected Map<Lane.Op, MethodHandle> computeValue(Class<?> function) {
          return new ConcurrentHashMap<>();
        }
      };

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
    Object function = lane == null ? null : lane.longs() != null ? lane.longs() : lane.doubles();
    MethodHandle maker = null;
    Map<Lane.Op, MethodHandle> makers = null;
    if (lane != null && function != null && isStateless(function.getClass())) {
      makers = MAKERS.get(function.getClass());
      maker = makers.get(lane.op());
    }
    if (maker == null) {
      maker = define();
      if (makers != null && lane != null) {
        makers.put(lane.op(), maker);
      }
    }
    return (LaneLoop) maker.invoke(lane, aggregate);
  }

  private static MethodHandle define() throws IOException, ReflectiveOperationException {
    MethodHandles.Lookup copied = MethodHandles.lookup().defineHiddenClass(template(), true);
    MethodType constructor = MethodType.methodType(void.class, Lane.class, Aggregate.class);
    return copied.findConstructor(copied.lookupClass(), constructor);
  }

  /** True for a lambda or method reference that captures nothing: all its instances are alike. */
  private static boolean isStateless(Class<?> function) {
    if (!function.isHidden() || function.getSuperclass() != Object.class) {
      return false;
    }
    for (Field field : function.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        return false;
      }
    }
    return true;
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
