package io.millrace.core.operator;

import io.millrace.api.backend.KeyIndex;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.time.TimeDomain;

/** What a handler sees of the event or timer at hand. One object that moves from event to event. */
class KeyScope<K> implements HandlerContext<K> {
  private final KeyedCallbacks<?> callbacks;
  private final OperatorContext context;
  private final KeyIndex keys;
  private long timeMs;

  KeyScope(KeyedCallbacks<?> callbacks, OperatorContext context) {
    this.callbacks = callbacks;
    this.context = context;
    this.keys = context.store().keys();
  }

  /** Moves to another event or timer; its key is the cursor's. */
  final void at(long newTimeMs) {
    timeMs = newTimeMs;
  }

  @Override
  @SuppressWarnings("unchecked")
  public final K key() {
    return (K) keys.keyAt(callbacks.cursor().slot());
  }

  @Override
  public final long timeMs() {
    return timeMs;
  }

  @Override
  public final long watermarkMs() {
    return callbacks.watermark();
  }

  @Override
  public final long wallMs() {
    return context.time().wallMillis();
  }

  @Override
  public final void timer(String name, TimeDomain domain, long at) {
    callbacks.setTimer(name, domain, at);
  }

  @Override
  public final void cancelTimer(String name, TimeDomain domain) {
    callbacks.cancelTimer(name, domain);
  }

  @Override
  public final <X> Output<X> side(SideOutput<X> side) {
    return context.side(side);
  }
}
