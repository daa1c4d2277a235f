package io.millrace.api.type;

import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The types of one lambda or method reference, read from its {@link SerializedLambda}. */
final class LambdaSignature {
  /*
   * A SerializedLambda names two things: the interface's method with the type arguments of this use put in, but erased
   * ("instantiated", e.g. (Order)List), and the method that implements it.
   *
   * - Behind a lambda this is a synthetic method without generic types. Its parameters are what the lambda captures,
   *   then the lambda's own. It can only narrow the erased classes.
   * - Behind a method reference it is the method itself, so reflection gives its generic types. They are seen through
   *   the instantiated class: Mapper<Order, Collection<Line>> with Order::lines gives Collection<Line>, and
   *   Mapper<Order, Shape> with Order::circle gives Shape, because that is what the stream carries.
   *
   * Type variables of the method are bound from the receiver's class (its run-time class when it is captured) or, for
   * static methods and constructors, from the instantiated parameters. They are never bound from the result, as
   * a wider result than the method's is legal.
   */
  private final SerializedLambda form;
  private final @Nullable ClassLoader loader;
  private final MethodType instantiated;

  private LambdaSignature(SerializedLambda form, @Nullable ClassLoader loader) {
    this.form = form;
    this.loader = loader;
    this.instantiated =
        MethodType.fromMethodDescriptorString(form.getInstantiatedMethodType(), loader);
  }

  static CapturedTypes read(SerializedLambda form, @Nullable ClassLoader loader)
      throws ClassNotFoundException {
    LambdaSignature signature = new LambdaSignature(form, loader);
    Executable target = signature.findTarget();
    return target == null || target.isSynthetic()
        ? signature.ofLambda()
        : signature.ofReference(target);
  }

  private @Nullable Executable findTarget() throws ClassNotFoundException {
    Class<?> owner = Class.forName(form.getImplClass().replace('/', '.'), false, loader);
    MethodType descriptor =
        MethodType.fromMethodDescriptorString(form.getImplMethodSignature(), loader);
    if (form.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial) {
      for (Constructor<?> constructor : owner.getDeclaredConstructors()) {
        if (Arrays.equals(constructor.getParameterTypes(), descriptor.parameterArray())) {
          return constructor;
        }
      }
      return null;
    }
    return findMethod(owner, form.getImplMethodName(), descriptor);
  }

  private static @Nullable Method findMethod(
      @Nullable Class<?> owner, String name, MethodType descriptor) {
    if (owner == null) {
      return null;
    }
    for (Method method : owner.getDeclaredMethods()) {
      if (method.getName().equals(name)
          && method.getReturnType() == descriptor.returnType()
          && Arrays.equals(method.getParameterTypes(), descriptor.parameterArray())) {
        return method;
      }
    }
    Method inherited = findMethod(owner.getSuperclass(), name, descriptor);
    for (Class<?> superinterface : owner.getInterfaces()) {
      inherited = inherited == null ? findMethod(superinterface, name, descriptor) : inherited;
    }
    return inherited;
  }

  private CapturedTypes ofLambda() {
    MethodType body = MethodType.fromMethodDescriptorString(form.getImplMethodSignature(), loader);
    int captured = body.parameterCount() - instantiated.parameterCount();
    List<Type> parameters = new ArrayList<>();
    for (int i = 0; i < instantiated.parameterCount(); i++) {
      Class<?> erased = instantiated.parameterType(i);
      parameters.add(captured < 0 ? erased : narrower(erased, body.parameterType(captured + i)));
    }
    return new CapturedTypes(parameters, narrower(instantiated.returnType(), body.returnType()));
  }

  private static Class<?> narrower(Class<?> a, Class<?> b) {
    return a.isAssignableFrom(b) ? b : a;
  }

  private CapturedTypes ofReference(Executable target) {
    boolean onReceiver = target instanceof Method && !Modifier.isStatic(target.getModifiers());
    int receivers = onReceiver && form.getCapturedArgCount() == 0 ? 1 : 0;
    Type[] formals = target.getGenericParameterTypes();
    if (formals.length + receivers != instantiated.parameterCount()) {
      return ofLambda();
    }
    TypeBindings bindings = onReceiver ? receiverBindings(receivers) : parameterBindings(formals);
    List<Type> parameters = new ArrayList<>();
    if (receivers == 1) {
      parameters.add(instantiated.parameterType(0));
    }
    for (int i = 0; i < formals.length; i++) {
      Class<?> erased = instantiated.parameterType(i + receivers);
      Type formal = resolved(bindings.apply(formals[i]));
      parameters.add(Types.rawClass(formal) == erased ? formal : erased);
    }
    return new CapturedTypes(
        parameters, seenAs(instantiated.returnType(), resolved(bindings.apply(given(target)))));
  }

  private TypeBindings receiverBindings(int receivers) {
    return TypeBindings.of(
        receivers == 1 ? instantiated.parameterType(0) : form.getCapturedArg(0).getClass());
  }

  private TypeBindings parameterBindings(Type[] formals) {
    TypeBindings bindings = TypeBindings.none();
    for (int i = 0; i < formals.length; i++) {
      if (Types.isKnown(instantiated.parameterType(i))) {
        bindings.unify(formals[i], instantiated.parameterType(i));
      }
    }
    return bindings;
  }

  private static Type given(Executable target) {
    if (target instanceof Method method) {
      return method.getGenericReturnType();
    }
    Class<?> built = target.getDeclaringClass();
    return built.getTypeParameters().length == 0
        ? built
        : new GenericType(built, List.<Type>of(built.getTypeParameters()));
  }

  /** A type in which a variable is left tells no more than its raw class. */
  private static Type resolved(Type type) {
    return TypeBindings.hasVariable(type) ? Types.rawClass(type) : type;
  }

  /** {@code type} seen as the class that the interface's method returns in this use. */
  private static Type seenAs(Class<?> erased, Type type) {
    if (erased == Object.class) {
      return Types.box(type);
    }
    if (Types.rawClass(type) == erased) {
      return type;
    }
    if (erased.getTypeParameters().length == 0) {
      return erased;
    }
    Type seen = TypeBindings.of(type).viewAs(erased);
    return seen == null ? erased : seen;
  }
}
