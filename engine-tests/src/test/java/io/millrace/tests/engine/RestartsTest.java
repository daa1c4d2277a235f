package io.millrace.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.CheckpointReport;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.engine.JobStatus;
import io.millrace.api.engine.RestartPolicy;
import io.millrace.api.environment.Environment;
import io.millrace.api.environment.EnvironmentProvider;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.environment.ProcessIdentity;
import io.millrace.api.environment.Threads;
import io.millrace.api.environment.TimeSource;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.report.DurabilityReport;
import io.millrace.api.spi.ProviderLoader;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.stream.Pipeline;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs that start again by themselves after a failure, or may not, and then tell where to go on.
 */
final class RestartsTest {
  private static final Path CHECKPOINTS = Path.of("/checkpoints");
  private static final Duration HOUR = Duration.ofHours(1);

  /** More events than a job that is stepped gets through before it is made to fail. */
  private static final long MANY = 1_000_000;

  @TempDir Path dir;

  private final SimulatedTime time = new SimulatedTime(1_000_000);
  private final SimulatedEnvironment world = new SimulatedEnvironment(time);

  /** How many failures are to come: each one that is due takes one away. */
  private final AtomicInteger failures = new AtomicInteger();

  /** The same when an operator is opened. */
  private final AtomicInteger failuresToOpen = new AtomicInteger();

  private static void failIfDue(AtomicInteger left) {
    if (left.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw new IllegalStateException("made to fail");
    }
  }

  /** Gives on what it gets, with what is told to fail. */
  private final class Fragile implements Handler<Long, Long, Long> {
    @Override
    public void open(StateAccess state) {
      failIfDue(failuresToOpen);
    }

    @Override
    public void onEvent(Long value, HandlerContext<Long> context, Output<Long> out) {
      failIfDue(failures);
      out.emit(value, value);
    }
  }

  private Pipeline pipeline(long count, List<Long> seen) {
    Pipeline pipeline = Pipeline.create("fragile");
    pipeline
        .from("numbers", Sources.generate(Long.class, count, n -> n))
        .keyBy(n -> n % 10)
        .process("fragile", Fragile::new)
        .to("seen", Sinks.callback(seen::add));
    return pipeline;
  }

  private static EngineOptions options(RestartPolicy policy, CheckpointOptions checkpoints) {
    return new EngineOptions(1, "memory", 4, 16, 128, true, null)
        .checkpoints(checkpoints)
        .restart(policy);
  }

  private Job open(RestartPolicy policy) {
    return open(policy, CheckpointOptions.into(CHECKPOINTS, Duration.ZERO));
  }

  private Job open(RestartPolicy policy, CheckpointOptions checkpoints) {
    return Engine.local()
        .options(options(policy, checkpoints).environment(world))
        .open(pipeline(MANY, new ArrayList<>()));
  }

  private static RestartPolicy atOnce(int restarts) {
    return new RestartPolicy(restarts, HOUR, Duration.ZERO, Duration.ZERO);
  }

  /** Makes a stepped job fail once in the middle of its work. */
  private void fail(Job job) {
    failures.set(1);
    while (failures.get() > 0) {
      job.step();
    }
  }

  private static DurabilityReport durability(Job job) {
    DurabilityReport durability = job.report().durability();
    assertThat(durability).isNotNull();
    return durability;
  }

  private static void await(Job job, JobStatus status) throws InterruptedException {
    while (job.status() != status) {
      assertThat(job.status().over()).as("%s", job.status()).isFalse();
      Thread.sleep(1);
    }
  }

  /** The threads of this machine, which refuses the next few. */
  private record FewThreads(Environment real, AtomicInteger refusals)
      implements Environment, Threads {
    @Override
    public TimeSource time() {
      return real.time();
    }

    @Override
    public FileAccess files() {
      return real.files();
    }

    @Override
    public Threads threads() {
      return this;
    }

    @Override
    public Thread start(String name, Runnable body) {
      failIfDue(refusals);
      return real.threads().start(name, body);
    }

    @Override
    public void park(long nanos) {
      real.threads().park(nanos);
    }

    @Override
    public void wake(Thread thread) {
      real.threads().wake(thread);
    }
  }

  @Test
  void whenThreadsCannotBeStarted_thenThatIsAFailureLikeAnyOther() {
    Environment real =
        ProviderLoader.named(EnvironmentProvider.class, "system", "Add millrace-core.").create();
    for (int restarts : new int[] {1, 0}) {
      AtomicInteger refusals = new AtomicInteger(1);
      List<Long> seen = Collections.synchronizedList(new ArrayList<>());
      CheckpointOptions checkpoints =
          CheckpointOptions.into(dir.resolve("refused-" + restarts), Duration.ofMillis(1));
      EngineOptions options =
          options(restarts == 0 ? RestartPolicy.never() : atOnce(restarts), checkpoints)
              .parallelism(2)
              .environment(new FewThreads(real, refusals));
      try (Job job = Engine.local().options(options).start(pipeline(2_000, seen))) {
        if (restarts == 0) {
          assertThatThrownBy(job::join).hasRootCauseMessage("made to fail");
          assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        } else {
          job.join();
          assertThat(durability(job).restarts()).isEqualTo(1);
          assertThat(seen).hasSize(2_000);
        }
      }
    }
  }

  @Test
  void whenFailuresAreWithinTheBudget_thenTheJobGoesOnToItsEnd() {
    for (boolean threaded : List.of(false, true)) {
      failures.set(2);
      List<Long> seen = new ArrayList<>();
      CheckpointOptions checkpoints =
          CheckpointOptions.into(dir.resolve("threaded-" + threaded), Duration.ofMillis(1));
      Engine engine = Engine.local().options(options(atOnce(2), checkpoints));
      Pipeline pipeline = pipeline(2_000, seen);
      try (Job job = threaded ? engine.start(pipeline) : engine.open(pipeline)) {
        job.join();
        assertThat(job.status()).isEqualTo(JobStatus.FINISHED);
        assertThat(durability(job).restarts()).isEqualTo(2);
        assertThat(durability(job).completed()).isPositive();
      }
      assertThat(seen).as("threaded: %s", threaded).contains(0L, 1_999L).hasSizeGreaterThan(1_999);
    }
  }

  @Test
  void whenTheBudgetIsSpent_thenTheFailureTellsWhereTheJobCanGoOn() {
    try (Job job = open(atOnce(1))) {
      job.step();
      CheckpointReport last = job.checkpoint();
      fail(job);
      assertThat(job.step()).isTrue(); // it starts again
      assertThat(job.status()).isEqualTo(JobStatus.RUNNING);

      assertThatThrownBy(() -> fail(job))
          .hasMessageContaining(ApiError.RESTARTS_EXHAUSTED.name())
          .hasMessageContaining("can go on from " + last.path())
          .cause()
          .hasMessageContaining(ApiError.OPERATOR_FAILED.name());

      assertThat(job.status()).isEqualTo(JobStatus.FAILED);
      assertThat(job.lastCheckpoint()).isEqualTo(last);
      assertThatThrownBy(job::join).hasMessageContaining("can go on from " + last.path());
    }
  }

  @Test
  void whenTheBudgetOfAJobWithThreadsIsSpent_thenJoinTellsIt() {
    failures.set(4);
    CheckpointOptions checkpoints = CheckpointOptions.into(dir, Duration.ZERO);
    Engine engine = Engine.local().options(options(atOnce(3), checkpoints));
    try (Job job = engine.start(pipeline(MANY, new ArrayList<>()))) {
      assertThatThrownBy(job::join)
          .hasMessageContaining(ApiError.RESTARTS_EXHAUSTED.name())
          .hasMessageContaining("can go on from the start, as no checkpoint is complete");
      assertThat(job.status()).isEqualTo(JobStatus.FAILED);
      assertThat(durability(job).restarts()).isEqualTo(3);
      assertThat(failures).hasValue(0);
    }
  }

  @Test
  void whenTheWindowHasPassed_thenTheBudgetIsWholeAgain() {
    try (Job job = open(atOnce(2))) {
      for (int hour = 0; hour < 3; hour++) {
        for (int i = 0; i < 2; i++) {
          fail(job);
          assertThat(job.step()).isTrue();
          assertThat(job.status()).isEqualTo(JobStatus.RUNNING);
        }
        time.advance(HOUR.toMillis() + 1);
      }
      assertThat(durability(job).restarts()).isEqualTo(6);
    }
  }

  @Test
  void whenItWaits_thenTheDelayDoublesUpToTheLongest() {
    RestartPolicy policy =
        new RestartPolicy(10, HOUR, Duration.ofMillis(100), Duration.ofMillis(350));
    try (Job job = open(policy)) {
      for (long delayMs : new long[] {100, 200, 350, 350}) {
        fail(job);
        time.advance(delayMs - 1);
        assertThat(job.step()).isFalse();
        assertThat(job.status()).as("1 ms before %d", delayMs).isEqualTo(JobStatus.RESTARTING);
        time.advance(1);
        assertThat(job.step()).isTrue();
        assertThat(job.status()).as("at %d ms", delayMs).isEqualTo(JobStatus.RUNNING);
      }
    }
  }

  @Test
  void whenADurationIsForever_thenTheJobWaitsForever() {
    Duration forever = ChronoUnit.FOREVER.getDuration();
    CheckpointOptions checkpoints = CheckpointOptions.into(CHECKPOINTS, forever).timeout(forever);
    try (Job job = open(new RestartPolicy(1, forever, forever, forever), checkpoints)) {
      job.step();
      assertThat(job.checkpoint().id()).isEqualTo(1);
      fail(job);
      time.advance(HOUR.toMillis());
      assertThat(job.step()).isFalse();
      assertThat(job.status()).isEqualTo(JobStatus.RESTARTING);
    }
  }

  @Test
  void whenStartingAgainFails_thenThatCountsToo() {
    try (Job job = open(atOnce(3))) {
      job.step();
      CheckpointReport last = job.checkpoint();
      failuresToOpen.set(3);
      fail(job);
      for (int i = 0; i < 2; i++) {
        assertThat(job.step()).isFalse();
        assertThat(job.status()).isEqualTo(JobStatus.RESTARTING);
      }
      assertThatThrownBy(job::step)
          .hasMessageContaining(ApiError.RESTARTS_EXHAUSTED.name())
          .hasMessageContaining("can go on from " + last.path());
      assertThat(failuresToOpen).hasValue(0);
      assertThat(durability(job).restarts()).isZero();
    }
  }

  @Test
  void whenAnotherProcessTookOver_thenTheJobDoesNotStartAgain() {
    try (Job job = open(atOnce(9))) {
      job.step();
      job.checkpoint();
      SimulatedEnvironment other =
          new SimulatedEnvironment(time, world.files(), new ProcessIdentity(2, "other"));
      CheckpointOptions checkpoints = CheckpointOptions.into(CHECKPOINTS, Duration.ZERO).takeOver();
      EngineOptions options = options(RestartPolicy.never(), checkpoints).environment(other);
      try (Job heir = Engine.local().options(options).open(pipeline(MANY, new ArrayList<>()))) {
        assertThatThrownBy(job::checkpoint).hasMessageContaining(ApiError.FENCED.name());
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(durability(job).restarts()).isZero();
        // What it would go on from is another's now.
        assertThatThrownBy(job::join).message().doesNotContain("can go on from");
        assertThat(heir.checkpoint().id()).isGreaterThan(1);
      }
    }
  }

  @Test
  void whenTheCheckpointIsDamaged_thenTheJobDoesNotStartAgain() throws IOException {
    try (Job job = open(atOnce(9))) {
      job.step();
      Path checkpoint = job.checkpoint().path();
      for (Path file : world.files().list(checkpoint)) {
        if (!file.endsWith("MANIFEST")) {
          world.files().damage(file, 0, 1);
        }
      }
      fail(job);

      MillraceException failure = catchThrowableOfType(MillraceException.class, job::step);

      assertThat(failure.code()).isEqualTo(ApiError.CHECKPOINT_CORRUPT);
      assertThat(failure).message().doesNotContain("can go on from");
      assertThat(job.status()).isEqualTo(JobStatus.FAILED);
      assertThat(durability(job).restarts()).isZero();
    }
  }

  /** Its state is of another type each time it is opened. */
  private static final class Fickle implements Handler<Long, Long, Long> {
    private final AtomicInteger opened;
    private final AtomicInteger failures;
    private java.util.function.Consumer<Long> state = n -> {};

    Fickle(AtomicInteger opened, AtomicInteger failures) {
      this.opened = opened;
      this.failures = failures;
    }

    @Override
    public void open(StateAccess access) {
      if (opened.getAndIncrement() == 0) {
        state = access.value(StateSpec.value("last", Long.class))::set;
      } else {
        var text = access.value(StateSpec.value("last", String.class));
        state = n -> text.set("n" + n);
      }
    }

    @Override
    public void onEvent(Long value, HandlerContext<Long> context, Output<Long> out) {
      failIfDue(failures);
      state.accept(value);
    }
  }

  @Test
  void whenTheStateDoesNotFit_thenTheJobDoesNotStartAgain() {
    AtomicInteger opened = new AtomicInteger();
    Pipeline pipeline = Pipeline.create("fickle");
    pipeline
        .from("numbers", Sources.generate(Long.class, MANY, n -> n))
        .keyBy(n -> n % 10)
        .process("fickle", () -> new Fickle(opened, failures))
        .to("seen", Sinks.callback(n -> {}));
    EngineOptions options =
        options(atOnce(9), CheckpointOptions.into(CHECKPOINTS, Duration.ZERO)).environment(world);
    try (Job job = Engine.local().options(options).open(pipeline)) {
      job.step();
      Path checkpoint = job.checkpoint().path();
      fail(job);

      assertThatThrownBy(job::step)
          .hasMessageContaining(ApiError.STATE_INCOMPATIBLE.name())
          .hasMessageContaining("can go on from " + checkpoint);

      assertThat(job.status()).isEqualTo(JobStatus.FAILED);
      assertThat(durability(job).restarts()).isZero();
    }
  }

  @Test
  void whenNoRestartIsAllowed_thenTheFailureItselfTellsWhereTheJobCanGoOn() {
    try (Job job = open(RestartPolicy.never())) {
      job.step();
      CheckpointReport last = job.checkpoint();

      MillraceException failure = catchThrowableOfType(MillraceException.class, () -> fail(job));

      assertThat(failure.code()).isEqualTo(ApiError.OPERATOR_FAILED);
      assertThat(failure).hasMessageContaining("'fragile'");
      assertThat(failure).hasMessageEndingWith("The job can go on from " + last.path() + ".");
      assertThat(failure).hasRootCauseMessage("made to fail");
      assertThat(job.lastCheckpoint()).isEqualTo(last);
    }
  }

  @Test
  void whenCancelledWhileItWaits_thenItIsOver() throws InterruptedException {
    RestartPolicy patient = new RestartPolicy(1, HOUR, HOUR, HOUR);
    try (Job job = open(patient)) {
      fail(job);
      assertThat(job.status()).isEqualTo(JobStatus.RESTARTING);
      job.cancel();
      assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
      time.advance(2 * HOUR.toMillis());
      assertThat(job.step()).isFalse();
      assertThat(durability(job).restarts()).isZero();
    }
    failures.set(1);
    CheckpointOptions checkpoints = CheckpointOptions.into(dir, Duration.ZERO);
    Engine engine = Engine.local().options(options(patient, checkpoints));
    try (Job job = engine.start(pipeline(MANY, new ArrayList<>()))) {
      await(job, JobStatus.RESTARTING);
      job.cancel();
      assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
      assertThat(job.join().status()).isEqualTo("CANCELLED");
    }
  }

  @Test
  void whenTheNewestManifestIsDamaged_thenAJobCanBeToldToGoBack() throws IOException {
    Path first;
    try (Job job = open(RestartPolicy.never())) {
      job.step();
      first = job.checkpoint().path();
      job.step();
      world.files().damage(job.checkpoint().path().resolve("MANIFEST"), 9, 1);
    }
    assertThatThrownBy(() -> open(RestartPolicy.never()))
        .hasMessageContaining(ApiError.CHECKPOINT_CORRUPT.name());
    CheckpointOptions back = CheckpointOptions.into(CHECKPOINTS, Duration.ZERO).from(first);
    try (Job job = open(RestartPolicy.never(), back)) {
      assertThat(job.lastCheckpoint().path()).isEqualTo(first);
      assertThat(job.checkpoint().id()).isEqualTo(3);
    }
  }

  @Test
  void whenItStartedFromAnOlderSavepoint_thenItStartsAgainFromThatOne() {
    Path savepoint;
    try (Job job = open(RestartPolicy.never())) {
      job.step();
      savepoint = job.savepoint("good").path();
      for (int i = 0; i < 10; i++) {
        job.step();
      }
      job.checkpoint();
    }
    CheckpointOptions back = CheckpointOptions.into(CHECKPOINTS, Duration.ZERO).from(savepoint);
    long readBefore;
    try (Job job = open(RestartPolicy.never(), back)) {
      readBefore = job.report().eventsRead();
    }
    try (Job job = open(atOnce(1), back)) {
      fail(job);
      assertThat(job.step()).isTrue();
      assertThat(job.report().eventsRead()).isEqualTo(readBefore);
      assertThat(job.lastCheckpoint().path()).isEqualTo(savepoint);
    }
  }
}
