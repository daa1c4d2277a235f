package io.millrace.core.task;

import io.millrace.api.environment.TimeSource;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The unit of scheduling: all operators between two exchanges, fused, run to completion for one
 * batch. {@link #step} does one bounded piece of work and never blocks, sleeps or waits; whoever
 * calls it owns time and order.
 *
 * <p>Single-threaded: all calls come from the thread that owns the task.
 */
public final class Task {
  /** How a step went. */
  public enum Progress {
    /** Something was done; there may be more. */
    MADE,
    /** There is nothing to do now. */
    NONE,
    /** Everything is done; the task is closed. */
    FINISHED
  }

  private final String name;
  // Walked by number in every step: an iterator would be made each time.
  private final List<Node> nodes = new ArrayList<>();
  private final List<Input> inputs = new ArrayList<>();
  private final List<ExchangeOut> exits = new ArrayList<>();
  private final TimeSource time;
  private int nextInput;
  private boolean paused;
  private boolean quiet = true;
  private boolean ending;
  private boolean finished;
  private boolean closed;
  private boolean announced;
  private final boolean restored;
  private final int subtask;
  private final @Nullable CheckpointControl control;
  private final List<ChannelInput> channels = new ArrayList<>();
  private final List<SourceInput> sources = new ArrayList<>();
  private long snapshotTaken;
  private long committed;
  private boolean endReported;

  Task(String name, int subtask, JobContext job) {
    this.name = name;
    this.subtask = subtask;
    this.time = job.environment().time();
    this.control = job.control();
    Restored from = job.restored();
    this.restored = from != null;
    long last = from == null ? 0 : from.manifest().id();
    this.snapshotTaken = last;
    this.committed = last;
  }

  /** What to call it in logs and explanations. */
  public String name() {
    return name;
  }

  /** Adds a node; nodes are added in the order of the plan, upstream first. */
  void add(Node node) {
    nodes.add(node);
  }

  void add(ChannelInput input) {
    inputs.add(input);
    channels.add(input);
  }

  void add(SourceInput input) {
    inputs.add(input);
    sources.add(input);
  }

  void add(ExchangeOut exit) {
    exits.add(exit);
  }

  List<Node> nodes() {
    return nodes;
  }

  /** True once everything is done. */
  public boolean finished() {
    return finished;
  }

  /**
   * Opens all operators, once, before the first step: whatever is wrong with their state or types
   * is found before an event flows. May be called by another thread than the one that steps.
   */
  public void open() {
    for (Node node : nodes) {
      node.open();
    }
  }

  /** Does one bounded piece of work. */
  public Progress step() {
    if (finished) {
      return Progress.FINISHED;
    }
    if (!announced) {
      announce();
    }
    boolean told = control != null && tellCompleted(control);
    boolean waited = waiting();
    if (!drainExits()) {
      pause(true);
      return told || (waited && !waiting()) ? Progress.MADE : Progress.NONE;
    }
    if (control != null && control.stopAt() > 0 && control.stopAt() == snapshotTaken) {
      return stopped(told);
    }
    if (resumePending()) {
      return Progress.MADE;
    }
    boolean did = stepNodes();
    if (pendingNode() != null) {
      pause(true);
      return did ? Progress.MADE : Progress.NONE;
    }
    did |= told;
    boolean blocked = blocked();
    if (control != null) {
      long barrier = barrierAhead(control);
      if (barrier > snapshotTaken) {
        return align(barrier, blocked, control) || did ? Progress.MADE : Progress.NONE;
      }
    }
    if (blocked) {
      pause(true);
      return did ? Progress.MADE : Progress.NONE;
    }
    pause(false);
    if (stepInputs()) {
      quiet = false;
      return Progress.MADE;
    }
    return did ? Progress.MADE : rest();
  }

  /** Before anything else; after a restore those who follow have forgotten how time stood. */
  private void announce() {
    announced = true;
    sources.forEach(SourceInput::announce);
    for (Node node : nodes) {
      if (restored && node instanceof EventTimeNode clocks) {
        clocks.announceClocks();
      }
    }
  }

  private boolean tellCompleted(CheckpointControl checkpoints) {
    long completed = checkpoints.completed();
    if (completed <= committed) {
      return false;
    }
    committed = completed;
    for (Node node : nodes) {
      node.completed(completed);
    }
    for (SourceInput source : sources) {
      source.completed(completed);
    }
    return true;
  }

  /** A snapshot was taken that is to be the last: nothing is read or emitted any more. */
  private Progress stopped(boolean told) {
    pause(true);
    if (committed < snapshotTaken) {
      return told ? Progress.MADE : Progress.NONE;
    }
    finished = true;
    close();
    return Progress.FINISHED;
  }

  private long barrierAhead(CheckpointControl checkpoints) {
    long barrier = checkpoints.requested();
    for (int i = 0; i < channels.size(); i++) {
      barrier = Math.max(barrier, channels.get(i).barrier());
    }
    return barrier;
  }

  /**
   * Reads what belongs before the barrier, and nothing else; once nothing of that is left, takes
   * the snapshot. An operator that is blocked takes no batch, but a barrier that comes next does
   * not wait for it: what it holds is in the snapshot.
   */
  private boolean align(long barrier, boolean blocked, CheckpointControl checkpoints) {
    boolean aligned = true;
    for (ChannelInput channel : channels) {
      channel.holdBarriers();
      aligned &= channel.alignedAt(barrier);
    }
    if (!aligned) {
      pause(true);
      for (ChannelInput channel : channels) {
        if (!blocked && !channel.ended() && channel.step()) {
          quiet = false;
          return true;
        }
      }
      return false;
    }
    checkpoints.deliver(snapshot(barrier));
    snapshotTaken = barrier;
    for (ExchangeOut exit : exits) {
      exit.barrier(barrier);
    }
    channels.forEach(ChannelInput::release);
    return true;
  }

  private TaskSnapshot snapshot(long checkpointId) {
    TaskSnapshot snapshot = new TaskSnapshot(checkpointId, name, endReported);
    try {
      for (SourceInput source : sources) {
        source.snapshot(snapshot);
      }
      for (Node node : nodes) {
        node.snapshot(snapshot);
        snapshot.nodes().add(new TaskSnapshot.NodeState(node.entry(subtask), node.unkeyed()));
      }
      return snapshot;
    } catch (RuntimeException e) {
      snapshot.close();
      throw e;
    }
  }

  private boolean waiting() {
    for (int i = 0; i < exits.size(); i++) {
      if (exits.get(i).blocked()) {
        return true;
      }
    }
    return false;
  }

  private boolean drainExits() {
    boolean room = true;
    for (int i = 0; i < exits.size(); i++) {
      room &= exits.get(i).drain();
    }
    return room;
  }

  private boolean resumePending() {
    Node pending = pendingNode();
    if (pending == null) {
      return false;
    }
    pending.resume();
    return true;
  }

  /** The pending node that is furthest downstream: it must be done before more comes from above. */
  private @Nullable Node pendingNode() {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (nodes.get(i).pending()) {
        return nodes.get(i);
      }
    }
    return null;
  }

  private boolean stepNodes() {
    boolean did = false;
    long wallMs = 0;
    long nanos = 0;
    boolean read = false;
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      if (node.wantsClock()) {
        if (!read) {
          wallMs = time.wallMillis();
          nanos = time.monotonicNanos();
          read = true;
        }
        did |= node.step(wallMs, nanos);
      }
    }
    return did;
  }

  private boolean blocked() {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).blocked()) {
        return true;
      }
    }
    return false;
  }

  private void pause(boolean now) {
    if (paused != now) {
      paused = now;
      for (Input input : inputs) {
        input.paused(now);
      }
    }
  }

  private boolean stepInputs() {
    int count = inputs.size();
    for (int i = 0; i < count; i++) {
      Input input = inputs.get(nextInput);
      nextInput = nextInput + 1 == count ? 0 : nextInput + 1;
      if (!input.ended() && input.step()) {
        return true;
      }
    }
    return false;
  }

  /** There is no input now: tells the nodes once, and finishes when there will be none. */
  private Progress rest() {
    if (!quiet) {
      quiet = true;
      for (Node node : nodes) {
        node.quiet();
      }
    }
    for (Input input : inputs) {
      if (!input.ended()) {
        return Progress.NONE;
      }
    }
    for (Node node : nodes) {
      if (!node.drained()) {
        return Progress.NONE;
      }
    }
    if (control != null && !endReached(control)) {
      return Progress.NONE;
    }
    if (!ending) {
      ending = true;
      for (Node node : nodes) {
        node.finish();
      }
    }
    drainExits();
    if (waiting()) {
      return Progress.NONE;
    }
    finished = true;
    close();
    return Progress.FINISHED;
  }

  /**
   * With checkpoints a task that has come to its end stays, as its state belongs into those that
   * follow, until the last one is durable and was committed here.
   */
  private boolean endReached(CheckpointControl checkpoints) {
    if (!endReported) {
      endReported = true;
      checkpoints.reachedEnd();
    }
    return checkpoints.mayFinish() && committed >= checkpoints.completed();
  }

  /** How long the owner may wait before it steps again if nothing wakes it, in nanoseconds. */
  public long waitNanos() {
    long wallMs = time.wallMillis();
    long nanos = time.monotonicNanos();
    long at = Long.MAX_VALUE;
    for (Node node : nodes) {
      at = Math.min(at, node.wakeAtNanos(wallMs, nanos));
    }
    return at == Long.MAX_VALUE ? at : Math.max(0, at - nanos);
  }

  /** Lets go of everything; may be called more than once, and after a failure. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    RuntimeException first = null;
    for (Input input : inputs) {
      first = attempt(input::close, first);
    }
    for (Node node : nodes) {
      first = attempt(node::close, first);
    }
    if (first != null) {
      throw first;
    }
  }

  private static @Nullable RuntimeException attempt(
      Runnable close, @Nullable RuntimeException first) {
    try {
      close.run();
      return first;
    } catch (RuntimeException e) {
      if (first == null) {
        return e;
      }
      first.addSuppressed(e);
      return first;
    }
  }

  /** For failures: which task it was. */
  public MillraceException describe(RuntimeException cause) {
    if (cause instanceof MillraceException known) {
      return known;
    }
    return new MillraceException(
        io.millrace.api.error.ApiError.BUG,
        "task '"
            + name
            + "' failed with "
            + cause.getClass().getName()
            + ", which the engine did not expect.",
        cause);
  }
}
