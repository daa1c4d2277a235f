package io.millrace.core.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.operator.BroadcastHandler;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.OperatorLifecycle;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.PairHandler;
import io.millrace.api.operator.TimerEvent;
import io.millrace.api.state.FoldedState;
import io.millrace.api.state.ListState;
import io.millrace.api.state.MapState;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.StateTtl;
import io.millrace.api.state.ValueState;
import io.millrace.api.time.TimeDomain;
import io.millrace.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Operators that are stopped at any moment and go on from a checkpoint, with as many subtasks or
 * with others, give what they give undisturbed.
 */
class RestoreTest {
  private static final int STEPS = 40;

  /** What to do with the state of a key. */
  private record Command(long key, int what, long number) {}

  /** One step of a run. */
  private record Step(char what, List<Command> commands, long timeMs) {}

  private static List<Step> script(SplittableRandom random) {
    List<Step> steps = new ArrayList<>();
    long watermark = 0;
    long wall = 0;
    for (int i = 0; i < STEPS; i++) {
      int choice = random.nextInt(10);
      if (choice < 7) {
        List<Command> commands = new ArrayList<>();
        for (int c = 1 + random.nextInt(6); c > 0; c--) {
          commands.add(new Command(random.nextInt(5), random.nextInt(18), random.nextInt(30)));
        }
        steps.add(new Step(choice < 4 ? 'l' : 'r', commands, watermark + random.nextInt(20)));
      } else if (choice == 7) {
        watermark += random.nextInt(15);
        steps.add(new Step('w', List.of(), watermark));
      } else {
        wall += random.nextInt(15);
        steps.add(new Step('t', List.of(), wall));
      }
    }
    return steps;
  }

  private static void run(RestoreBench<Command> bench, Step step) {
    switch (step.what()) {
      case 'w' -> bench.watermark(step.timeMs());
      case 't' -> bench.wall(step.timeMs());
      default -> bench.batch(step.what() == 'l', step.commands(), step.timeMs());
    }
  }

  private static List<String> undisturbed(
      String backend,
      List<Step> script,
      Supplier<OperatorLifecycle<String>> factory,
      boolean rightToAll) {
    try (RestoreBench<Command> bench =
        new RestoreBench<>(backend, factory, Command::key, rightToAll)) {
      script.forEach(step -> run(bench, step));
      return bench.results;
    }
  }

  /**
   * Takes checkpoints now and then, writes them down some time later, and now and then falls back
   * to the last one that was written.
   */
  private static List<String> disturbed(
      SplittableRandom random,
      String backend,
      List<Step> script,
      Supplier<OperatorLifecycle<String>> factory,
      boolean rightToAll) {
    try (RestoreBench<Command> bench =
        new RestoreBench<>(backend, factory, Command::key, rightToAll)) {
      RestoreBench<Command>.Checkpoint last = null;
      int lastAt = 0;
      int crashes = 0;
      for (int i = 0; i < script.size(); i++) {
        if (last == null ? random.nextInt(4) == 0 : random.nextInt(12) == 0) {
          last = bench.checkpoint();
          lastAt = i;
        }
        if (last != null && random.nextInt(3) == 0) {
          last.write();
        }
        run(bench, script.get(i));
        if (last != null && crashes < 6 && random.nextInt(6) == 0) {
          crashes++;
          bench.goOnFrom(last, 1 + random.nextInt(3));
          last = bench.checkpoint();
          i = lastAt - 1;
        }
      }
      return bench.results;
    }
  }

  /** By key, in order. Subtasks take turns, so what several keys do is in no order. */
  private static List<String> byKey(List<String> results) {
    return results.stream()
        .sorted(Comparator.comparing(line -> line.substring(0, line.indexOf(' '))))
        .toList();
  }

  private static void check(
      long seed, Supplier<OperatorLifecycle<String>> factory, boolean rightToAll) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Step> script = script(random);
    // One fails on broken rules, the other writes down what was then while the operator goes on.
    String backend = seed % 2 == 0 ? "strict" : "memory";
    List<String> expected = undisturbed("memory", script, factory, rightToAll);
    List<String> results = disturbed(random, backend, script, factory, rightToAll);
    assertThat(byKey(results)).isEqualTo(byKey(expected));
  }

  @Test
  void whenAProcessOperatorGoesOnFromCheckpoints_thenItsResultsAreTheSame() {
    Seeds.forEach(400, seed -> check(seed, () -> new ProcessOperator<>(new All()), false));
  }

  @Test
  void whenAPairOperatorGoesOnFromCheckpoints_thenItsResultsAreTheSame() {
    Seeds.forEach(200, seed -> check(seed, () -> new PairProcessOperator<>(new Both()), false));
  }

  @Test
  void whenABroadcastOperatorGoesOnFromCheckpoints_thenItsResultsAreTheSame() {
    Seeds.forEach(200, seed -> check(seed, () -> new BroadcastProcessOperator<>(new Told()), true));
  }

  @Test
  void whenAFoldGoesOnFromCheckpoints_thenItsResultsAreTheSame() {
    List<Aggregate<Command, ?, ?>> aggregates =
        List.of(
            Aggregates.count(),
            Aggregates.collect(),
            Aggregates.distinct(),
            Aggregates.max(Command::number),
            Aggregates.maxBy(Command::number),
            Aggregates.topK(3, Comparator.comparing(Command::number)),
            Aggregates.stddev(command -> (double) command.number()),
            Aggregates.reduce((Command a, Command b) -> a.number() < b.number() ? b : a),
            Aggregates.countDistinct(Command::number));
    Seeds.forEach(
        200,
        seed -> {
          Aggregate<Command, ?, ?> aggregate = aggregates.get((int) (seed % aggregates.size()));
          check(seed, () -> fold(aggregate), false);
        });
  }

  /** The key stands before the result. */
  private static <A, R> OperatorLifecycle<String> fold(Aggregate<Command, A, R> aggregate) {
    Aggregate<Command, ?, String> told =
        Aggregates.both(
            Aggregates.maxBy(Command::key),
            aggregate,
            (last, result) -> last.key() + " " + told(result));
    return foldOf(told);
  }

  /** Sets have no order. */
  private static String told(Object result) {
    return result instanceof Set<?> set
        ? set.stream().map(String::valueOf).sorted().toList().toString()
        : String.valueOf(result);
  }

  private static <A> OperatorLifecycle<String> foldOf(Aggregate<Command, A, String> aggregate) {
    return new FoldOperator<>(aggregate, Command.class);
  }

  /** All kinds of state, each with and without a time to live, and timers of both clocks. */
  private static class State {
    static final String NOTHING = "null null [] [] {} {} null null";

    private static final StateTtl WRITTEN = StateTtl.afterWrite(Duration.ofMillis(12));
    private static final StateTtl TOUCHED = StateTtl.afterReadOrWrite(Duration.ofMillis(12));

    private ValueState<Long> value;
    private ValueState<String> shortValue;
    private ListState<Long> list;
    private ListState<Long> shortList;
    private MapState<String, Long> map;
    private MapState<Long, Long> shortMap;
    private FoldedState<Long, Long> sum;
    private FoldedState<Long, Double> shortDeviation;

    void open(StateAccess state) {
      value = state.value(StateSpec.value("value", Long.class));
      shortValue = state.value(StateSpec.value("short-value", String.class).ttl(TOUCHED));
      list = state.list(StateSpec.list("list", Long.class));
      shortList = state.list(StateSpec.list("short-list", Long.class).ttl(WRITTEN));
      map = state.map(StateSpec.map("map", String.class, Long.class));
      shortMap = state.map(StateSpec.map("short-map", Long.class, Long.class).ttl(TOUCHED));
      sum = state.folded(StateSpec.reducing("sum", Long.class, Long::sum));
      shortDeviation = deviation(state, Aggregates.stddev((Long number) -> (double) number));
    }

    private static <A> FoldedState<Long, Double> deviation(
        StateAccess state, Aggregate<Long, A, Double> aggregate) {
      return state.folded(
          StateSpec.aggregating("deviation", double[].class, aggregate).ttl(WRITTEN));
    }

    void run(Command command, HandlerContext<Long> context) {
      long number = command.number();
      switch (command.what()) {
        case 0 -> value.set(number);
        case 1 -> value.clear();
        case 2 -> shortValue.set("n" + number);
        case 3 -> list.add(number);
        case 4 -> list.set(number % 3 == 0 ? List.of() : List.of(number, number + 1));
        case 5 -> shortList.add(number);
        case 6 -> map.put("k" + number % 4, number);
        case 7 -> map.remove("k" + number % 4);
        case 8 -> shortMap.put(number % 4, number);
        case 9 -> shortMap.remove(number % 4);
        case 10 -> sum.add(number);
        case 11 -> shortDeviation.add(number);
        case 12 -> context.timer("t" + number % 3, TimeDomain.EVENT, context.timeMs() + number);
        case 13 ->
            context.timer("t" + number % 3, TimeDomain.PROCESSING, context.wallMs() + number);
        case 14 -> context.cancelTimer("t" + number % 3, TimeDomain.EVENT);
        case 15 -> context.cancelTimer("t" + number % 3, TimeDomain.PROCESSING);
        case 16 -> clear(number);
        default -> {}
      }
    }

    private void clear(long number) {
      if (number % 2 == 0) {
        list.clear();
        shortMap.clear();
        sum.clear();
      } else {
        map.clear();
        shortList.clear();
        shortValue.clear();
      }
    }

    String told() {
      return value.get()
          + " "
          + shortValue.get()
          + " "
          + list.get()
          + " "
          + shortList.get()
          + " "
          + map.entries()
          + " "
          + shortMap.entries()
          + " "
          + sum.get()
          + " "
          + shortDeviation.get();
    }

    void timer(TimerEvent timer, HandlerContext<Long> context, Output<String> out) {
      String told = timer.domain() + " " + timer.name() + " " + context.watermarkMs();
      out.emit(context.key() + " " + told + " " + told(), context.timeMs());
      if (timer.name().equals("t1")) {
        value.set(context.timeMs());
        context.timer("t2", timer.domain(), context.timeMs() + 3);
      }
    }
  }

  private static final class All extends State implements Handler<Long, Command, String> {
    @Override
    public void open(StateAccess state) {
      super.open(state);
    }

    @Override
    public void onEvent(Command value, HandlerContext<Long> context, Output<String> out) {
      run(value, context);
      out.emit(context.key() + " " + told(), context.timeMs());
    }

    @Override
    public void onTimer(TimerEvent timer, HandlerContext<Long> context, Output<String> out) {
      timer(timer, context, out);
    }
  }

  private static final class Both extends State
      implements PairHandler<Long, Command, Command, String> {
    @Override
    public void open(StateAccess state) {
      super.open(state);
    }

    @Override
    public void onLeft(Command value, HandlerContext<Long> context, Output<String> out) {
      run(value, context);
      out.emit(context.key() + " left " + told(), context.timeMs());
    }

    @Override
    public void onRight(Command value, HandlerContext<Long> context, Output<String> out) {
      out.emit(context.key() + " right " + told(), context.timeMs());
      run(value, context);
    }

    @Override
    public void onTimer(TimerEvent timer, HandlerContext<Long> context, Output<String> out) {
      timer(timer, context, out);
    }
  }

  private static final class Told extends State
      implements BroadcastHandler<Long, Command, Command, String> {
    private static final StateSpec.Entries<Long, String> RULES =
        StateSpec.map("rules", Long.class, String.class);

    @Override
    public void open(StateAccess state) {
      super.open(state);
    }

    @Override
    public void onEvent(Command value, Context<Long> context, Output<String> out) {
      run(value, context);
      out.emit(context.key() + " " + context.broadcast(RULES) + told(), context.timeMs());
    }

    @Override
    public void onBroadcast(Command value, BroadcastContext<Long> context, Output<String> out) {
      if (value.what() < 10) {
        context.broadcast(RULES).put(value.number() % 5, "r" + value.number());
      } else if (value.what() < 14) {
        context.broadcast(RULES).remove(value.number() % 5);
      } else {
        context.forEachKey(
            key -> {
              // Whether a key whose state has expired is still there is up to the sweeper.
              if (!told().equals(NOTHING)) {
                out.emit(key + " " + told(), context.timeMs());
              }
            });
      }
    }

    @Override
    public void onTimer(TimerEvent timer, Context<Long> context, Output<String> out) {
      timer(timer, context, out);
    }
  }
}
