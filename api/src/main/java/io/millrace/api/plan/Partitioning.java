package io.millrace.api.plan;

import io.millrace.api.function.KeySelector;
import java.lang.reflect.Type;

/** How events find the subtask that takes them. */
public sealed interface Partitioning {
  /** They stay where they are. */
  record Forward() implements Partitioning {}

  /** To the owner of their key. */
  record ByKey(KeySelector<?, ?> selector, Type keyType) implements Partitioning {}

  /** To every subtask. */
  record ToAll() implements Partitioning {}

  /** All to the first subtask. */
  record ToOne() implements Partitioning {}
}
