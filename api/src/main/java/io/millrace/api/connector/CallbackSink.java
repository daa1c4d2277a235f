package io.millrace.api.connector;

/** Passes results to a callback. */
final class CallbackSink<T> implements Sink<T> {
  /** Takes a result and its event time. */
  interface Taker<T> {
    void take(T value, long timeMs);
  }

  private final Taker<? super T> taker;
  private final Runnable flush;

  CallbackSink(Taker<? super T> taker, Runnable flush) {
    this.taker = taker;
    this.flush = flush;
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.AT_LEAST_ONCE;
  }

  @Override
  public SinkWriter<T> open(SinkContext context) {
    return new SinkWriter<>() {
      @Override
      public void write(T value, long timeMs) {
        taker.take(value, timeMs);
      }

      @Override
      public void flush() {
        flush.run();
      }

      @Override
      public void close() {}
    };
  }
}
