package io.millrace.api.plan;

import io.millrace.api.function.KeySelector;
import io.millrace.api.operator.OperatorFactory;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A keyed operator taken apart: one part runs before the exchange and sends partial results, of
 * which there are few, the other merges them behind it. Hot keys then cost the exchange no more
 * than others.
 *
 * @param local runs where the events are, keyed as the node is
 * @param global merges what the local parts emit
 * @param key the key of what the local part emits
 */
public record TwoStage(OperatorFactory local, OperatorFactory global, KeySelector<?, ?> key) {

  /** An operator provider that can take some of its operators apart. Optional. */
  public interface Provider {
    /**
     * The two parts, with the same results as the whole; null if the node cannot be taken apart.
     */
    @Nullable TwoStage twoStage(PlanNode node);

    /**
     * The same where the types of the node's inputs are known, as far as they are, which operators
     * need in order to store their state.
     */
    default @Nullable TwoStage twoStage(PlanNode node, List<Type> inputTypes) {
      return twoStage(node);
    }
  }
}
