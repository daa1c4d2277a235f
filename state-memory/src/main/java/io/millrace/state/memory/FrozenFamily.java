package io.millrace.state.memory;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.codec.Codec;
import io.millrace.api.time.TimeDomain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Columns of one name as a snapshot shows them.
 *
 * @param role what they are part of
 * @param name the column's or timer table's name
 * @param kind what they hold
 * @param domain the clock of timers; event time for all else
 * @param codec stores objects; null for numbers
 * @param columns the columns by namespace
 */
record FrozenFamily(
    Role role,
    String name,
    ColumnSpec.Kind kind,
    TimeDomain domain,
    @Nullable Codec<?> codec,
    List<FrozenColumn> columns) {
  FrozenFamily(Role role, String name, ColumnSpec.Kind kind, @Nullable Codec<?> codec) {
    this(role, name, kind, TimeDomain.EVENT, codec, new ArrayList<>());
  }

  FrozenFamily(Role role, String name, TimeDomain domain, @Nullable Codec<?> codec) {
    this(
        role,
        name,
        role == Role.TIMER_TAGS ? ColumnSpec.Kind.OBJECT : ColumnSpec.Kind.LONG,
        domain,
        codec,
        new ArrayList<>());
  }

  /** True if it holds objects that operators change in place. */
  boolean changesInPlace() {
    return role == Role.COLUMN && kind == ColumnSpec.Kind.OBJECT;
  }
}
