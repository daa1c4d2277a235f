package io.millrace.api.type;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameter and result types of a function from the function itself, so that a pipeline
 * needs no type hints.
 *
 * <p>What can be known depends on how the function is written:
 *
 * <pre>
 *   Order::lines                                     List&lt;Line&gt;      the method's full generic type
 *   o -&gt; o.total()                                   Long            exact, as long as the class is not generic
 *   o -&gt; o.lines()                                   raw List        the compiler erases it: {@link Types#isKnown} is false
 *   class ToLines implements Mapper&lt;Order, List&lt;Line&gt;&gt;   List&lt;Line&gt;      a class keeps its type arguments
 * </pre>
 *
 * <ul>
 *   <li><b>Threads:</b> no state.
 *   <li><b>Cost:</b> reflection, some microseconds; for the time when a pipeline is built.
 *   <li><b>State:</b> the function is asked for its serialised form, but nothing is serialised:
 *       what a lambda captures need not be serialisable and is not looked at.
 *   <li><b>Fails:</b> never. What cannot be known is a raw class or an {@link UnknownType} with a
 *       reason.
 * </ul>
 */
public final class LambdaTypes {

  private LambdaTypes() {}

  /**
   * The types of {@code function}: a lambda or method reference to an interface that extends {@link
   * Serializable}, or an object whose class implements a functional interface. If its class
   * implements several, the first one that extends {@code Serializable} counts.
   */
  public static CapturedTypes of(Object function) {
    return read(function, null);
  }

  /**
   * As {@link #of(Object)}, for an object whose class implements more interfaces than {@code
   * functionalInterface}.
   */
  public static CapturedTypes of(Object function, Class<?> functionalInterface) {
    return read(function, functionalInterface);
  }

  /**
   * The type argument that {@code concrete} gives to its supertype {@code genericInterface},
   * counted from 0. For {@code class CartWatch implements Handler<String, CartEvent, Abandoned>},
   * {@code resolve(CartWatch.class, Handler.class, 2)} is {@code Abandoned}. An {@link UnknownType}
   * if the class does not tell.
   */
  public static Type resolve(Class<?> concrete, Class<?> genericInterface, int typeParameterIndex) {
    try {
      if (isLambda(concrete)) {
        return new UnknownType(
            "a lambda's class does not keep the type arguments of "
                + genericInterface.getSimpleName());
      }
      return Types.argument(concrete, genericInterface, typeParameterIndex);
    } catch (RuntimeException | LinkageError e) {
      return unreadable(concrete, e);
    }
  }

  private static CapturedTypes read(Object function, @Nullable Class<?> functionalInterface) {
    Class<?> type = function.getClass();
    try {
      if (isLambda(type)) {
        SerializedLambda form = serializedForm(function);
        if (form != null) {
          return LambdaSignature.read(form, type.getClassLoader());
        }
      }
      return ofClass(type, functionalInterface);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return new CapturedTypes(List.of(), unreadable(type, e));
    }
  }

  private static UnknownType unreadable(Class<?> type, Throwable cause) {
    return new UnknownType(type.getName() + " cannot be read by reflection (" + cause + ")");
  }

  private static boolean isLambda(Class<?> type) {
    return type.isHidden() || type.isSynthetic();
  }

  private static @Nullable SerializedLambda serializedForm(Object lambda)
      throws ReflectiveOperationException {
    if (!(lambda instanceof Serializable)) {
      return null;
    }
    Method writeReplace = lambda.getClass().getDeclaredMethod("writeReplace");
    writeReplace.setAccessible(true);
    return writeReplace.invoke(lambda) instanceof SerializedLambda form ? form : null;
  }

  private static CapturedTypes ofClass(Class<?> type, @Nullable Class<?> functionalInterface) {
    Method method =
        functionalInterface == null ? functionMethod(type) : singleMethod(functionalInterface);
    if (method == null) {
      return new CapturedTypes(
          List.of(),
          new UnknownType(
              type.getName() + " implements no interface with a single abstract method"));
    }
    String missing =
        isLambda(type) && !Serializable.class.isAssignableFrom(type)
            ? "the lambda's interface "
                + method.getDeclaringClass().getName()
                + " does not extend Serializable"
            : type.getName()
                + " does not tell the type arguments of "
                + method.getDeclaringClass().getName();
    TypeBindings bindings = TypeBindings.of(type);
    List<Type> parameters = new ArrayList<>();
    for (Type parameter : method.getGenericParameterTypes()) {
      parameters.add(known(bindings.apply(parameter), missing));
    }
    return new CapturedTypes(
        parameters, known(bindings.apply(method.getGenericReturnType()), missing));
  }

  private static Type known(Type type, String missing) {
    return TypeBindings.hasVariable(type) ? new UnknownType(missing) : type;
  }

  private static @Nullable Method functionMethod(Class<?> type) {
    Set<Class<?>> interfaces = new LinkedHashSet<>();
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      collectInterfaces(c, interfaces);
    }
    Method other = null;
    for (Class<?> candidate : interfaces) {
      Method method = singleMethod(candidate);
      if (method != null && Serializable.class.isAssignableFrom(candidate)) {
        return method;
      }
      other = other == null ? method : other;
    }
    return other;
  }

  private static void collectInterfaces(Class<?> type, Set<Class<?>> into) {
    for (Class<?> direct : type.getInterfaces()) {
      into.add(direct);
      collectInterfaces(direct, into);
    }
  }

  /** The one abstract method of an interface; null if it has none or several. */
  private static @Nullable Method singleMethod(Class<?> candidate) {
    Method found = null;
    for (Method method : candidate.getMethods()) {
      if (!Modifier.isAbstract(method.getModifiers()) || isObjectMethod(method)) {
        continue;
      }
      if (found != null && !sameShape(found, method)) {
        return null;
      }
      found = found == null ? method : moreSpecific(found, method);
    }
    return found;
  }

  /** An interface that declares its parent's method again with a narrower type shows both. */
  private static boolean sameShape(Method a, Method b) {
    return a.getName().equals(b.getName()) && a.getParameterCount() == b.getParameterCount();
  }

  private static Method moreSpecific(Method a, Method b) {
    return a.getDeclaringClass().isAssignableFrom(b.getDeclaringClass()) ? b : a;
  }

  private static boolean isObjectMethod(Method method) {
    try {
      Object.class.getMethod(method.getName(), method.getParameterTypes());
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }
}
