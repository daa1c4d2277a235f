package io.millrace.core.operator;

import io.millrace.api.aggregate.AccumulatorCodecs;
import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.codec.Codec;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BatchOperator;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a running aggregate of each key and emits its result after every event, with the event's
 * time. State grows with the number of keys and is never forgotten.
 *
 * <p>Single-threaded. Fails with {@code OPERATOR_FAILED}, naming the event's position, if the
 * aggregate throws.
 *
 * @param <T> what it takes
 * @param <A> the accumulator
 * @param <R> what it emits
 */
@SuppressWarnings("NullAway.Init") // open comes first and sets the rest
public final class FoldOperator<T, A, R> implements BatchOperator<T, R> {
  private final Aggregate<T, A, R> aggregate;
  private final Type inputType;
  private OperatorContext context;
  private ObjectColumn<A> accumulators;

  /**
   * Folds with that aggregate, which is shared.
   *
   * @param inputType the type of the events; may be unknown
   */
  public FoldOperator(Aggregate<T, A, R> aggregate, Type inputType) {
    this.aggregate = aggregate;
    this.inputType = inputType;
  }

  @Override
  public void open(OperatorContext operatorContext) {
    context = operatorContext;
    context.store().forgetsSlots();
    accumulators = context.store().objects(ColumnSpec.objects("accumulator", codec()), 0);
  }

  /** Without a type the accumulators can be kept but not stored. */
  private @Nullable Codec<A> codec() {
    String where = "the accumulator of operator '" + context.operatorId() + "'";
    Codec<A> codec = AccumulatorCodecs.of(aggregate, inputType, where);
    if (codec == null && context.durable()) {
      throw AccumulatorCodecs.cannotStore(context.operatorId());
    }
    return codec;
  }

  @Override
  public void process(Batch<T> batch, Output<R> out) {
    int[] slots = batch.slots();
    long[] times = batch.times();
    int n = batch.size();
    int i = 0;
    try {
      for (; i < n; i++) {
        out.emit(fold(slots[i], batch.value(i)), times[i]);
      }
    } catch (RuntimeException e) {
      throw UserFailure.onEvent(context, batch, i, e);
    }
    context.metrics().count(Fate.OUT, n);
  }

  private R fold(int slot, T value) {
    // Asked for before the accumulator changes: a snapshot may still need the old one.
    A accumulator = accumulators.change(slot);
    A folded = aggregate.add(accumulator == null ? aggregate.create() : accumulator, value);
    if (folded != accumulator) {
      accumulators.set(slot, folded);
    }
    if (accumulator == null) {
      context.store().retain(slot);
    }
    return aggregate.result(folded);
  }
}
