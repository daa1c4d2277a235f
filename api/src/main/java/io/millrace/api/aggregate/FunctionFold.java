package io.millrace.api.aggregate;

import io.millrace.api.codec.Codec;
import io.millrace.api.function.Combiner;
import io.millrace.api.function.Factory;
import io.millrace.api.function.Mapper;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** An aggregate made of functions. Where an empty accumulator is null, the functions take it so. */
class FunctionFold<T, A, R> implements Aggregate<T, A, R> {
  private final Factory<A> create;
  private final Combiner<A, ? super T, A> add;
  private final Combiner<A, A, A> merge;
  private final Mapper<? super A, ? extends R> result;
  private final AccumulatorForm<A> form;
  private final boolean ordered;

  FunctionFold(
      Factory<A> create,
      Combiner<A, ? super T, A> add,
      Combiner<A, A, A> merge,
      Mapper<? super A, ? extends R> result,
      AccumulatorForm<A> form,
      boolean ordered) {
    this.create = create;
    this.add = add;
    this.merge = merge;
    this.result = result;
    this.form = form;
    this.ordered = ordered;
  }

  @Override
  public A create() {
    return create.create();
  }

  @Override
  public A add(A accumulator, T value) {
    return add.apply(accumulator, value);
  }

  @Override
  public A merge(A accumulator, A other) {
    return merge.apply(accumulator, other);
  }

  @Override
  public R result(A accumulator) {
    return result.apply(accumulator);
  }

  @Override
  public @Nullable Codec<A> accumulatorCodec(Type valueType, String where) {
    return form.codec(valueType, where);
  }

  @Override
  public boolean arrivalOrdered() {
    return ordered;
  }

  /** One that can subtract as well. */
  static final class Subtracting<T, A, R> extends FunctionFold<T, A, R>
      implements SubtractingAggregate<T, A, R> {
    private final Combiner<A, A, A> subtract;

    Subtracting(
        Factory<A> create,
        Combiner<A, ? super T, A> add,
        Combiner<A, A, A> merge,
        Mapper<? super A, ? extends R> result,
        Combiner<A, A, A> subtract) {
      super(create, add, merge, result, AccumulatorForm.made(create), false);
      this.subtract = subtract;
    }

    @Override
    public A subtract(A accumulator, A other) {
      return subtract.apply(accumulator, other);
    }
  }
}
