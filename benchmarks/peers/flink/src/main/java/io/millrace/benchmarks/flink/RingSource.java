package io.millrace.benchmarks.flink;

import io.millrace.benchmarks.workloads.Round;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Hands over the round's events, up to 256 in a call: the cheapest source there can be. A subtask
 * reads the split of its number.
 */
final class RingSource<T> implements Source<T, RingSource.Part, Integer> {
  private static final long serialVersionUID = 1L;
  private static final int BURST = 256;

  private final boolean right;

  RingSource(boolean right) {
    this.right = right;
  }

  /**
   * A split.
   *
   * @param number its number
   * @param read how many events have been read
   */
  record Part(int number, long read) implements SourceSplit, Serializable {
    @Override
    public String splitId() {
      return Integer.toString(number);
    }
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<T, Part> createReader(SourceReaderContext context) {
    return new Reader();
  }

  @Override
  public SplitEnumerator<Part, Integer> createEnumerator(SplitEnumeratorContext<Part> context) {
    return new Enumerator(context);
  }

  @Override
  public SplitEnumerator<Part, Integer> restoreEnumerator(
      SplitEnumeratorContext<Part> context, Integer state) {
    return new Enumerator(context);
  }

  @Override
  public SimpleVersionedSerializer<Part> getSplitSerializer() {
    return new Serializers.Parts();
  }

  @Override
  public SimpleVersionedSerializer<Integer> getEnumeratorCheckpointSerializer() {
    return new Serializers.Nothing();
  }

  private final class Reader implements SourceReader<T, Part> {
    private final CompletableFuture<Void> assigned = new CompletableFuture<>();
    private T @Nullable [] events;
    private int number;
    private long read;
    private long end;
    private int next;

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) {
      T[] all = events;
      if (all == null) {
        return InputStatus.NOTHING_AVAILABLE;
      }
      if (read == 0) {
        Round.current().started();
      }
      int to = Math.min(all.length, next + BURST);
      for (int i = next; i < to; i++) {
        output.collect(all[i]);
      }
      read += to - next;
      next = to == all.length ? 0 : to;
      return read == end ? InputStatus.END_OF_INPUT : InputStatus.MORE_AVAILABLE;
    }

    @Override
    public List<Part> snapshotState(long checkpointId) {
      return List.of(new Part(number, read));
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return assigned;
    }

    @Override
    @SuppressWarnings("unchecked") // the workload says what its events are
    public void addSplits(List<Part> splits) {
      Part part = splits.get(0);
      var prepared = Round.current().prepared();
      T[] all = (T[]) (right ? prepared.right(part.number()) : prepared.split(part.number()));
      number = part.number();
      read = part.read();
      next = (int) (read % all.length);
      end = (long) all.length * prepared.replays();
      events = all;
      assigned.complete(null);
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
  }

  private static final class Enumerator implements SplitEnumerator<Part, Integer> {
    private final SplitEnumeratorContext<Part> context;
    private final List<Integer> given = new ArrayList<>();

    Enumerator(SplitEnumeratorContext<Part> context) {
      this.context = context;
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtaskId, @Nullable String requesterHostname) {}

    @Override
    public void addSplitsBack(List<Part> splits, int subtaskId) {
      throw new IllegalStateException("a round is not restarted");
    }

    @Override
    public void addReader(int subtaskId) {
      given.add(subtaskId);
      context.assignSplit(new Part(subtaskId, 0), subtaskId);
      context.signalNoMoreSplits(subtaskId);
    }

    @Override
    public Integer snapshotState(long checkpointId) {
      return given.size();
    }

    @Override
    public void close() {}
  }
}
