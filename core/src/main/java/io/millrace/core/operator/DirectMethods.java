package io.millrace.core.operator;

import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Finds the method behind a method reference, so that a loop can call it without the function
 * object in between. {@code Order::id} as a function of objects boxes what {@code long id()} gives;
 * the method itself does not.
 *
 * <ul>
 *   <li><b>Threads:</b> no state.
 *   <li><b>Cost:</b> reflection, some microseconds; for the time when a job is built.
 *   <li><b>Fails:</b> never. Where the method cannot be seen (it lies in a module that is not open
 *       to this one, the function is an object of a class) the answer is null and the function is
 *       called.
 * </ul>
 */
final class DirectMethods {
  private DirectMethods() {}

  /**
   * The method behind a reference, as {@code long (Object)}; null if it does not return a long,
   * int, short or byte, or cannot be seen.
   */
  static @Nullable MethodHandle wholeNumber(Object function) {
    Class<?> type = function.getClass();
    if (!type.isHidden() || !(function instanceof Serializable)) {
      return null;
    }
    try {
      Method writeReplace = type.getDeclaredMethod("writeReplace");
      writeReplace.setAccessible(true);
      if (!(writeReplace.invoke(function) instanceof SerializedLambda form)) {
        return null;
      }
      ClassLoader loader = type.getClassLoader();
      MethodType signature =
          MethodType.fromMethodDescriptorString(form.getImplMethodSignature(), loader);
      return isWhole(signature.returnType()) ? bound(form, signature, loader) : null;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null; // the function itself still works
    }
  }

  private static boolean isWhole(Class<?> type) {
    return type == long.class || type == int.class || type == short.class || type == byte.class;
  }

  private static MethodHandle bound(
      SerializedLambda form, MethodType signature, @Nullable ClassLoader loader)
      throws ReflectiveOperationException {
    Class<?> owner = Class.forName(form.getImplClass().replace('/', '.'), false, loader);
    Class<?> user = Class.forName(form.getCapturingClass().replace('/', '.'), false, loader);
    // What the class that wrote the reference may call, and nothing more.
    MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(user, MethodHandles.lookup());
    String name = form.getImplMethodName();
    MethodHandle method =
        switch (form.getImplMethodKind()) {
          case MethodHandleInfo.REF_invokeStatic -> lookup.findStatic(owner, name, signature);
          case MethodHandleInfo.REF_invokeSpecial ->
              lookup.findSpecial(owner, name, signature, user);
          default -> lookup.findVirtual(owner, name, signature);
        };
    for (int i = 0; i < form.getCapturedArgCount(); i++) {
      method = MethodHandles.insertArguments(method, 0, form.getCapturedArg(i));
    }
    return method.asType(MethodType.methodType(long.class, Object.class));
  }
}
