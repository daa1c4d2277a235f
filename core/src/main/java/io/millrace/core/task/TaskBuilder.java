package io.millrace.core.task;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.connector.Sink;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.environment.Environment;
import io.millrace.api.function.Mapper;
import io.millrace.api.operator.BroadcastHandler;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.OperatorLifecycle;
import io.millrace.api.operator.PairHandler;
import io.millrace.api.plan.Partitioning;
import io.millrace.api.plan.PlanInput;
import io.millrace.api.plan.Step;
import io.millrace.api.plan.TwoStage;
import io.millrace.api.time.Watermarks;
import io.millrace.api.type.UnknownType;
import io.millrace.core.exchange.Channel;
import io.millrace.core.exchange.Outlet;
import io.millrace.core.operator.AsyncOperator;
import io.millrace.core.operator.BroadcastProcessOperator;
import io.millrace.core.operator.FoldOperator;
import io.millrace.core.operator.Loops;
import io.millrace.core.operator.PairProcessOperator;
import io.millrace.core.operator.ProcessOperator;
import io.millrace.core.plan.OperatorCatalog;
import io.millrace.core.plan.PhysicalNode;
import io.millrace.core.plan.PhysicalPlan;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Turns a physical plan into tasks and channels. Used once for a job, by one thread. */
public final class TaskBuilder {
  /** Wakes the worker that owns a subtask. */
  public interface Waker {
    /** Wakes the worker of that subtask; callable from any thread. */
    void wake(int subtask);
  }

  private final PhysicalPlan plan;
  private final OperatorCatalog catalog;
  private final JobContext job;
  private final Waker waker;
  private final int parallelism;
  private final Map<String, Channel[][]> channels = new HashMap<>();
  private final Map<String, Type> types = new HashMap<>();
  private final Map<String, SplitDealer> dealers = new HashMap<>();
  private final Set<String> lateSensitive = new HashSet<>();
  private final List<Task> begun = new ArrayList<>();
  private final List<JobTask> tasks = new ArrayList<>();
  private final Map<String, List<NodeMetrics>> metrics = new HashMap<>();
  private final List<SplitStats> splits = new CopyOnWriteArrayList<>();

  /** A task and the worker that owns it. */
  public record JobTask(int worker, Task task) {}

  /** Builds for that plan. */
  public TaskBuilder(PhysicalPlan plan, OperatorCatalog catalog, JobContext job, Waker waker) {
    this.plan = plan;
    this.catalog = catalog;
    this.job = job;
    this.waker = waker;
    this.parallelism = plan.parallelism();
    plan.nodes().forEach(node -> types.put(node.node().id(), node.node().type()));
  }

  /** The tasks, upstream stages first. */
  public List<JobTask> build() {
    makeChannels();
    findLateSensitive();
    for (int stage = 0; stage < plan.stages(); stage++) {
      for (int subtask = 0; subtask < parallelism; subtask++) {
        tasks.add(new JobTask(subtask, task(stage, subtask)));
      }
    }
    return tasks;
  }

  /** Closes what was built so far, as the rest could not be. */
  public void abandon(RuntimeException cause) {
    for (Task task : begun) {
      try {
        task.close();
      } catch (RuntimeException e) {
        cause.addSuppressed(e);
      }
    }
  }

  /** The counters of each physical node, one for each subtask. */
  public Map<String, List<NodeMetrics>> metrics() {
    return metrics;
  }

  /** How the splits stand. */
  public List<SplitStats> splits() {
    return splits;
  }

  private static String edge(String from, String to, int port) {
    return from + "\u0000" + to + "\u0000" + port;
  }

  private void makeChannels() {
    for (PhysicalNode node : plan.nodes()) {
      for (PhysicalNode.Input input : node.inputs()) {
        if (input.exchange()) {
          boolean forward = input.partitioning() instanceof Partitioning.Forward;
          Channel[][] grid = new Channel[parallelism][forward ? 1 : parallelism];
          for (int from = 0; from < parallelism; from++) {
            for (int to = 0; to < grid[from].length; to++) {
              grid[from][to] = channel(from, forward ? from : to);
            }
          }
          channels.put(edge(input.from(), node.id(), input.port()), grid);
        }
      }
    }
  }

  private Channel channel(int from, int to) {
    Channel channel = new Channel(job.options().channelCapacity());
    if (from != to) {
      channel.wakeWith(() -> waker.wake(to), () -> waker.wake(from));
    }
    return channel;
  }

  /**
   * Nodes below which somebody judges lateness: their operators must carry each event's own
   * watermark on.
   */
  private void findLateSensitive() {
    List<PhysicalNode> nodes = plan.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      PhysicalNode node = nodes.get(i);
      boolean judges =
          node.node().step() instanceof Step.Windowed
              || node.node().step() instanceof Step.IntervalJoin
              || node.node().step() instanceof Step.WindowJoin
              || node.node().step() instanceof Step.Custom;
      if (judges || lateSensitive.contains(node.id())) {
        node.inputs().forEach(input -> lateSensitive.add(input.from()));
      }
    }
  }

  private Task task(int stage, int subtask) {
    Task task = new Task(plan.name() + "/stage-" + stage + "[" + subtask + "]", subtask, job);
    begun.add(task);
    Map<String, Node> built = new HashMap<>();
    for (PhysicalNode physical : plan.nodes()) {
      if (physical.stage() == stage) {
        Node node = node(physical, subtask);
        restore(node, subtask);
        built.put(physical.id(), node);
        task.add(node);
        metrics.computeIfAbsent(physical.id(), unused -> new ArrayList<>()).add(node.metrics);
        connect(physical, node, subtask, built, task);
      }
    }
    exits(subtask, built, task);
    for (PhysicalNode physical : plan.nodes()) {
      if (physical.stage() == stage && physical.node().step() instanceof Step.Read read) {
        source(physical, read, subtask, built, task);
      }
    }
    return task;
  }

  private void connect(
      PhysicalNode physical, Node node, int subtask, Map<String, Node> built, Task task) {
    for (PhysicalNode.Input input : physical.inputs()) {
      if (input.exchange()) {
        task.add(new ChannelInput(channelsTo(physical.id(), input, subtask), node, input.port()));
      } else {
        Node from = built.get(input.from());
        if (from instanceof OperatorNode operator
            && physical.node().step() instanceof Step.Side side) {
          operator.context().sideFan(side.side().name()).add(node, input.port());
        } else if (from != null) {
          from.fan.add(node, input.port());
        }
      }
    }
  }

  private Channel[] channelsTo(String id, PhysicalNode.Input input, int subtask) {
    Channel[][] grid = grid(input.from(), id, input.port());
    if (input.partitioning() instanceof Partitioning.Forward) {
      return new Channel[] {grid[subtask][0]};
    }
    Channel[] mine = new Channel[parallelism];
    for (int from = 0; from < parallelism; from++) {
      mine[from] = grid[from][subtask];
    }
    return mine;
  }

  private Channel[][] grid(String from, String to, int port) {
    Channel[][] grid = channels.get(edge(from, to, port));
    if (grid == null) {
      throw new IllegalStateException(from + " -> " + to);
    }
    return grid;
  }

  private void exits(int subtask, Map<String, Node> built, Task task) {
    for (PhysicalNode taker : plan.nodes()) {
      for (PhysicalNode.Input input : taker.inputs()) {
        Node from = built.get(input.from());
        if (input.exchange() && from != null) {
          Channel[] row = grid(input.from(), taker.id(), input.port())[subtask];
          Outlet[] outlets = new Outlet[row.length];
          for (int to = 0; to < row.length; to++) {
            outlets[to] = new Outlet(row[to]);
          }
          ExchangeOut exit =
              new ExchangeOut(
                  outlets,
                  input.partitioning(),
                  job.options().keyGroups(),
                  new NodeContext(from, job, subtask, null));
          from.fan.add(exit, 0);
          task.add(exit);
        }
      }
    }
  }

  private void source(
      PhysicalNode physical, Step.Read read, int subtask, Map<String, Node> built, Task task) {
    SourceContext context =
        new SourceContext() {
          @Override
          public Environment environment() {
            return job.environment();
          }

          @Override
          public void signal() {
            waker.wake(subtask);
          }
        };
    // Asked once: the list may change from one moment to the next, as that of files does.
    SplitDealer dealer = dealers.get(physical.id());
    if (dealer == null) {
      dealer = new SplitDealer(parallelism);
      dealer.found(known(physical.id(), read.source().splits(context)));
      dealers.put(physical.id(), dealer);
    }
    Node node = built.get(physical.id());
    if (node != null) {
      task.add(
          new SourceInput(
              physical.id(),
              read.source(),
              dealer,
              subtask,
              node,
              listeners(physical.id(), built),
              splits::add,
              job,
              context));
    }
  }

  /**
   * The event-time nodes that see the splits of a source as they are: nothing with state lies in
   * between.
   */
  private List<SplitListener> listeners(String source, Map<String, Node> built) {
    Set<String> below = new HashSet<>(Set.of(source));
    List<SplitListener> listeners = new ArrayList<>();
    for (PhysicalNode physical : plan.nodes()) {
      Node node = built.get(physical.id());
      boolean fed =
          physical.inputs().stream()
              .anyMatch(input -> !input.exchange() && below.contains(input.from()));
      if (fed && node instanceof EventTimeNode time) {
        listeners.add(time);
      } else if (fed && node != null && !(node instanceof OperatorNode)) {
        below.add(physical.id());
      }
    }
    return listeners;
  }

  @SuppressWarnings("unchecked")
  private Node node(PhysicalNode physical, int subtask) {
    String id = physical.id();
    Step step = physical.node().step();
    int inputs = physical.inputs().size();
    if (step instanceof Step.Read || step instanceof Step.Union || step instanceof Step.Side) {
      return new PlainNodes.Pass(id, inputs);
    } else if (step instanceof Step.EventTime time) {
      return new EventTimeNode(
          id, Loops.times(time.timeMs()), (Watermarks<Object>) time.watermarks(), job, subtask);
    } else if (step instanceof Step.IngestionTime) {
      return new PlainNodes.IngestionTime(id, job);
    } else if (step instanceof Step.Map map) {
      return new PlainNodes.Map(id, Loops.map(map.mapper()), job, subtask);
    } else if (step instanceof Step.Keep keep) {
      return new PlainNodes.Filter(id, Loops.filter(keep.filter()), job, subtask);
    } else if (step instanceof Step.FlatMap flatMap) {
      return new PlainNodes.FlatMap(id, Loops.flatMap(flatMap.mapper()), job, subtask);
    } else if (step instanceof Step.Peek peek) {
      return new PlainNodes.Peek(id, Loops.peek(peek.action()), job, subtask);
    } else if (step instanceof Step.Write write) {
      Sink<Object> sink = (Sink<Object>) write.sink();
      SinkContext context =
          new SinkContext(
              id, subtask, parallelism, job.environment(), job.name(), job.ownerEpoch());
      return new SinkNode(id, job, subtask, () -> sink.open(context));
    }
    return operator(physical, step, subtask);
  }

  private Node operator(PhysicalNode physical, Step step, int subtask) {
    OperatorLifecycle<?> operator = operatorOf(physical, step);
    int inputs = physical.inputs().size();
    KeyReader[] keys = new KeyReader[inputs];
    List<Partitioning.ByKey> byKeys = new ArrayList<>();
    for (PhysicalNode.Input input : physical.inputs()) {
      if (input.partitioning() instanceof Partitioning.ByKey byKey) {
        byKeys.add(byKey);
      }
    }
    // The inputs share an index, so their keys are all kept in the same way.
    boolean longLike = byKeys.stream().allMatch(KeyReader::longLike);
    for (PhysicalNode.Input input : physical.inputs()) {
      if (input.partitioning() instanceof Partitioning.ByKey byKey) {
        keys[input.port()] = new KeyReader(byKey, longLike);
      }
    }
    StoreSpec spec =
        byKeys.isEmpty() ? null : storeSpec(physical.id(), byKeys.get(0), longLike, subtask);
    KeyedStateStore store = spec == null ? null : job.backend().open(spec);
    if (spec != null && store != null && job.restored() != null) {
      job.restored().images(spec, store::restore);
    }
    OperatorNode node =
        new OperatorNode(
            physical.id(),
            operator,
            inputs,
            keys,
            store,
            spec,
            lateSensitive.contains(physical.id()) && !(step instanceof Step.Windowed),
            job,
            subtask);
    node.wakeWith(() -> waker.wake(subtask));
    return node;
  }

  private StoreSpec storeSpec(String id, Partitioning.ByKey key, boolean longLike, int subtask) {
    Codec<?> codec =
        job.durable() || !job.options().stateBackend().equals("memory")
            ? Codecs.derive(key.keyType(), "the key of operator '" + id + "'")
            : null;
    KeyGroupRange range = KeyGroupRange.of(subtask, parallelism, job.options().keyGroups());
    return new StoreSpec(id, subtask, range, longLike, codec, job.durable());
  }

  /** The splits there are now, and those that the checkpoint knows besides. */
  private List<Split> known(String source, List<Split> present) {
    Restored restored = job.restored();
    if (restored == null) {
      return present;
    }
    List<Split> all = new ArrayList<>(present);
    for (Split split : restored.splits(source)) {
      if (!all.contains(split)) {
        all.add(split);
      }
    }
    return all;
  }

  /** Gives a node back what it had at the checkpoint. */
  private void restore(Node node, int subtask) {
    Restored restored = job.restored();
    if (restored == null) {
      return;
    }
    Manifest.NodeEntry entry = restored.node(node.id, subtask, parallelism);
    if (entry != null) {
      node.restore(entry);
    }
    restored.expectShape(node.id, node.shape());
    List<byte[]> saved = restored.unkeyed(node.id);
    if (node instanceof OperatorNode operator) {
      operator.restoreUnkeyed(saved, subtask, parallelism);
    } else if (node instanceof EventTimeNode time && !saved.isEmpty()) {
      time.restoreUnkeyed(saved.get(subtask % saved.size()));
    }
  }

  /** What stores the events an operator takes; null if nothing has to be stored. */
  private @Nullable Codec<Object> codecOfInput(PhysicalNode physical) {
    String where = "the events in flight of operator '" + physical.id() + "'";
    return job.durable() ? Codecs.derive(inputType(physical), where) : null;
  }

  private Type inputType(PhysicalNode physical) {
    return types.getOrDefault(
        physical.node().inputs().get(0).from(), new UnknownType("the plan does not say"));
  }

  @SuppressWarnings("unchecked")
  private OperatorLifecycle<?> operatorOf(PhysicalNode physical, Step step) {
    if (step instanceof Step.Process process) {
      Object handler = process.handlers().create();
      return switch (process.shape()) {
        case SINGLE -> new ProcessOperator<>((Handler<Object, Object, Object>) handler);
        case PAIR ->
            new PairProcessOperator<>((PairHandler<Object, Object, Object, Object>) handler);
        case BROADCAST ->
            new BroadcastProcessOperator<>(
                (BroadcastHandler<Object, Object, Object, Object>) handler);
      };
    } else if (step instanceof Step.Fold fold) {
      return new FoldOperator<>(
          (Aggregate<Object, Object, Object>) fold.aggregate(), inputType(physical));
    } else if (step instanceof Step.Async async) {
      return new AsyncOperator<>(
          async.settings(),
          (Mapper<Object, CompletionStage<Object>>) async.call(),
          codecOfInput(physical));
    } else if (step instanceof Step.Custom custom) {
      return custom.factory().create();
    }
    @Nullable TwoStage parts = plan.twoStage().get(physical.node().id());
    if (parts != null && physical.role() == PhysicalNode.Role.LOCAL) {
      return parts.local().create();
    }
    if (parts != null && physical.role() == PhysicalNode.Role.GLOBAL) {
      return parts.global().create();
    }
    List<Type> inputTypes = new ArrayList<>();
    for (PlanInput input : physical.node().inputs()) {
      inputTypes.add(types.get(input.from()));
    }
    return catalog.factory(physical.node(), inputTypes).create();
  }
}
