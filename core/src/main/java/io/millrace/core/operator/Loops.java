package io.millrace.core.operator;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.Action;
import io.millrace.api.function.Filter;
import io.millrace.api.function.FlatMapper;
import io.millrace.api.function.KeySelector;
import io.millrace.api.function.LongExtractor;
import io.millrace.api.function.Mapper;
import io.millrace.api.operator.Operator;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the loops in which simple user functions run, each with code of its own.
 *
 * <p>A loop that all operators share sees all their functions, so the compiler can inline none of
 * them: 21 ns per event for five stages were measured, against 3.3 ns when each operator has a copy
 * of the loop's class in which its function is a constant. The copy is a hidden class, collected
 * with the last loop that uses it; functions that capture nothing have one copy for all their
 * loops.
 *
 * <ul>
 *   <li><b>Threads:</b> safe; the loops it makes are not.
 *   <li><b>Cost:</b> about a millisecond a loop: call it when a job is built.
 *   <li><b>Without hidden classes</b> (refused by the JVM, or {@code
 *       -Dmillrace.hiddenClasses=false}) loops share their code: slower, the same otherwise.
 * </ul>
 */
public final class Loops {
  /* Class files of the templates. A handful, read once. */
  private static final Map<Class<?>, byte[]> TEMPLATES = new ConcurrentHashMap<>();

  /*
   * The copies for functions without state, by template. They live and die with the function's class, so nothing is kept
   * alive by this. A job that is run again, the other subtasks of an operator, a second split of a source: all find
   * code that is compiled already.
   */
  private static final ClassValue<Map<Class<?>, Class<?>>> COPIES =
      new ClassValue<>() {
        @Override
        protected Map<Class<?>, Class<?>> computeValue(Class<?> function) {
          return new ConcurrentHashMap<>();
        }
      };

  private Loops() {}

  /** The loop of a mapper. */
  @SuppressWarnings("unchecked")
  public static MapLoop map(Mapper<?, ?> mapper) {
    return make(MapLoop.Constant.class, (Mapper<Object, Object>) mapper, MapLoop.Plain::new);
  }

  /** The loop of a filter. */
  @SuppressWarnings("unchecked")
  public static FilterLoop filter(Filter<?> filter) {
    return make(FilterLoop.Constant.class, (Filter<Object>) filter, FilterLoop.Plain::new);
  }

  /** The loop of a mapper to several values. */
  @SuppressWarnings("unchecked")
  public static FlatMapLoop flatMap(FlatMapper<?, ?> mapper) {
    return make(
        FlatMapLoop.Constant.class, (FlatMapper<Object, Object>) mapper, FlatMapLoop.Plain::new);
  }

  /** The loop of an action. */
  @SuppressWarnings("unchecked")
  public static PeekLoop peek(Action<?> action) {
    return make(PeekLoop.Constant.class, (Action<Object>) action, PeekLoop.Plain::new);
  }

  /** The loop that reads event times in milliseconds. */
  @SuppressWarnings("unchecked")
  public static TimeLoop times(LongExtractor<?> timeMs) {
    return make(TimeLoop.Constant.class, (LongExtractor<Object>) timeMs, TimeLoop.Plain::new);
  }

  /** The loop that reads keys as objects. */
  @SuppressWarnings("unchecked")
  public static KeyLoop keys(KeySelector<?, ?> selector) {
    return make(KeyLoop.Constant.class, (KeySelector<Object, Object>) selector, KeyLoop.Plain::new);
  }

  /**
   * The loop that reads keys that are long, int, short or byte. If the selector refers to a method
   * that returns such a number, the loop calls that method and no box is made.
   */
  @SuppressWarnings("unchecked")
  public static LongKeyLoop longKeys(KeySelector<?, ?> selector) {
    MethodHandle method = DirectMethods.wholeNumber(selector);
    LongKeyLoop direct = method == null ? null : hidden(LongKeyLoop.Direct.class, selector, method);
    if (direct != null) {
      return direct;
    }
    return make(
        LongKeyLoop.Constant.class, (KeySelector<Object, Number>) selector, LongKeyLoop.Plain::new);
  }

  /**
   * The loop of an operator that takes one event at a time. Opening and closing it is the caller's
   * business.
   */
  @SuppressWarnings("unchecked")
  public static ElementLoop elements(Operator<?, ?> operator) {
    return make(
        ElementLoop.Constant.class, (Operator<Object, Object>) operator, ElementLoop.Plain::new);
  }

  /** The function of a hidden class, for its templates' constants. */
  static <F> F function(MethodHandles.Lookup hidden, Class<F> type) {
    try {
      F function = MethodHandles.classData(hidden, "_", type);
      if (function == null) {
        throw new MillraceException(
            ApiError.BUG,
            hidden.lookupClass().getName()
                + " is a template and was used as a class. Make loops through Loops.");
      }
      return function;
    } catch (IllegalAccessException e) {
      throw new MillraceException(ApiError.BUG, "a loop cannot read its own function.", e);
    }
  }

  private static <F, L> L make(Class<? extends L> template, F function, Function<F, L> plain) {
    L hidden = hidden(template, function, function);
    return hidden == null ? plain.apply(function) : hidden;
  }

  /** A loop with a class of its own, in which {@code constant} is the class data. */
  private static <L> @Nullable L hidden(
      Class<? extends L> template, Object function, Object constant) {
    if (!Boolean.parseBoolean(System.getProperty("millrace.hiddenClasses", "true"))) {
      return null;
    }
    try {
      Class<?> copy = copyFor(template, function, constant);
      if (copy == null) {
        return null;
      }
      @SuppressWarnings("unchecked") // the copy has the template's superclass
      L loop = (L) copy.getDeclaredConstructor().newInstance();
      return loop;
    } catch (ReflectiveOperationException
        | LinkageError
        | SecurityException
        | UnsupportedOperationException e) {
      // Some class loaders and ahead-of-time compilers cannot define classes at run time.
      return null;
    }
  }

  private static @Nullable Class<?> copyFor(Class<?> template, Object function, Object constant)
      throws IllegalAccessException {
    if (!isStateless(function)) {
      return define(template, constant);
    }
    Map<Class<?>, Class<?>> copies = COPIES.get(function.getClass());
    Class<?> copy = copies.get(template);
    if (copy == null) {
      copy = define(template, constant);
      if (copy != null) {
        copies.put(template, copy);
      }
    }
    return copy;
  }

  private static @Nullable Class<?> define(Class<?> template, Object constant)
      throws IllegalAccessException {
    byte[] classFile = TEMPLATES.computeIfAbsent(template, Loops::classFile);
    return classFile.length == 0
        ? null
        : MethodHandles.lookup()
            .defineHiddenClassWithClassData(classFile, constant, true)
            .lookupClass();
  }

  /** True for a lambda or method reference that captures nothing: all its instances are alike. */
  private static boolean isStateless(Object function) {
    Class<?> type = function.getClass();
    if (!type.isHidden() || type.getSuperclass() != Object.class) {
      return false;
    }
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        return false;
      }
    }
    return true;
  }

  /** The class file of a template; empty if it cannot be read, as in images made ahead of time. */
  private static byte[] classFile(Class<?> template) {
    String name = template.getName();
    String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
    try (InputStream in = template.getResourceAsStream(file)) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException e) {
      return new byte[0];
    }
  }
}
