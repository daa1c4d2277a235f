package io.millrace.api.stream;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.type.LambdaTypes;
import io.millrace.api.type.Types;
import java.lang.reflect.Type;

/** Finds out what an aggregate gives, as far as it can be known. */
final class AggregateTypes {
  private AggregateTypes() {}

  static Type result(Aggregate<?, ?, ?> aggregate, Type element) {
    Type result = LambdaTypes.resolve(aggregate.getClass(), Aggregate.class, 2);
    return Types.isKnown(result)
        ? result
        : PlanRecorder.unknown("the result of an aggregate over " + Types.name(element));
  }
}
