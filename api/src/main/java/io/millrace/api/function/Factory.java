package io.millrace.api.function;

import java.io.Serializable;

/** Makes a fresh object. */
@FunctionalInterface
public interface Factory<T> extends Serializable {
  /** A new object; never the same twice. */
  T create();
}
