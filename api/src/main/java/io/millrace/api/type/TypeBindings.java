package io.millrace.api.type;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the type variables of a type and of all its supertypes stand for. Single-threaded while it
 * is being filled; cost is one walk over the supertypes.
 */
final class TypeBindings {
  private final Map<TypeVariable<?>, Type> bindings = new HashMap<>();

  /** No variable is bound. */
  static TypeBindings none() {
    return new TypeBindings();
  }

  /**
   * Binds the variables of {@code type} and of all its supertypes, as far as {@code type} tells.
   */
  static TypeBindings of(Type type) {
    TypeBindings result = new TypeBindings();
    result.walk(type);
    return result;
  }

  private void walk(@Nullable Type type) {
    if (type instanceof ParameterizedType parameterized) {
      bindArguments(parameterized);
      walkSupertypes(Types.rawClass(parameterized));
    } else if (type instanceof Class<?> raw) {
      walkSupertypes(raw);
    } else if (type instanceof WildcardType || type instanceof TypeVariable<?>) {
      walk(Types.upperBound(type));
    }
  }

  private void bindArguments(ParameterizedType type) {
    if (type.getOwnerType() instanceof ParameterizedType owner) {
      bindArguments(owner);
    }
    TypeVariable<?>[] variables = Types.rawClass(type).getTypeParameters();
    Type[] arguments = type.getActualTypeArguments();
    for (int i = 0; i < variables.length; i++) {
      Type argument = apply(arguments[i]);
      if (!variables[i].equals(argument)) {
        bindings.putIfAbsent(variables[i], argument);
      }
    }
  }

  private void walkSupertypes(Class<?> raw) {
    walk(raw.getGenericSuperclass());
    for (Type superinterface : raw.getGenericInterfaces()) {
      walk(superinterface);
    }
  }

  /**
   * Binds the variables in {@code pattern} so that it becomes {@code actual}. A variable that would
   * need two different types is bound to an {@link UnknownType}.
   */
  void unify(Type pattern, Type actual) {
    if (pattern instanceof TypeVariable<?> variable) {
      Type boxed = Types.box(actual);
      Type before = bindings.putIfAbsent(variable, boxed);
      if (before != null && !before.equals(boxed)) {
        bindings.put(
            variable,
            new UnknownType(
                variable.getName()
                    + " would be both "
                    + Types.name(before)
                    + " and "
                    + Types.name(boxed)));
      }
    } else if (pattern instanceof ParameterizedType formal
        && actual instanceof ParameterizedType given
        && formal.getRawType().equals(given.getRawType())) {
      Type[] formals = formal.getActualTypeArguments();
      Type[] givens = given.getActualTypeArguments();
      for (int i = 0; i < formals.length; i++) {
        unify(Types.stripWildcard(formals[i]), Types.stripWildcard(givens[i]));
      }
    } else if (pattern instanceof GenericArrayType array) {
      Type component = Types.arrayComponent(actual);
      if (component != null) {
        unify(array.getGenericComponentType(), component);
      }
    }
  }

  /** {@code type} with every bound variable replaced; unbound variables stay. */
  Type apply(Type type) {
    if (type instanceof TypeVariable<?> variable) {
      return bindings.getOrDefault(variable, variable);
    }
    if (type instanceof ParameterizedType parameterized) {
      List<Type> arguments = new ArrayList<>();
      for (Type argument : parameterized.getActualTypeArguments()) {
        arguments.add(apply(argument));
      }
      return arguments.equals(Arrays.asList(parameterized.getActualTypeArguments()))
          ? type
          : new GenericType(Types.rawClass(parameterized), arguments);
    }
    if (type instanceof GenericArrayType array) {
      return Types.arrayOf(apply(array.getGenericComponentType()));
    }
    if (type instanceof WildcardType) {
      Type bound = apply(Types.stripWildcard(type));
      return bound.equals(Types.stripWildcard(type)) ? type : bound;
    }
    return type;
  }

  /**
   * {@code target} with the arguments bound here; null when an argument is missing or holds an
   * unbound variable.
   */
  @Nullable Type viewAs(Class<?> target) {
    TypeVariable<?>[] variables = target.getTypeParameters();
    if (variables.length == 0) {
      return target;
    }
    List<Type> arguments = new ArrayList<>();
    for (TypeVariable<?> variable : variables) {
      Type argument = bindings.get(variable);
      if (argument == null || hasVariable(argument)) {
        return null;
      }
      arguments.add(argument);
    }
    return new GenericType(target, arguments);
  }

  /** Whether a type variable is left anywhere in {@code type}. */
  static boolean hasVariable(Type type) {
    if (type instanceof TypeVariable<?>) {
      return true;
    }
    if (type instanceof ParameterizedType parameterized) {
      for (Type argument : parameterized.getActualTypeArguments()) {
        if (hasVariable(argument)) {
          return true;
        }
      }
      return false;
    }
    if (type instanceof GenericArrayType array) {
      return hasVariable(array.getGenericComponentType());
    }
    return type instanceof WildcardType && hasVariable(Types.stripWildcard(type));
  }
}
