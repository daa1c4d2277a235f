package io.millrace.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.MillraceException;
import io.millrace.testkit.Fault;
import io.millrace.testkit.FileOperation;
import io.millrace.testkit.FileOperation.Kind;
import io.millrace.testkit.InMemoryFiles;
import io.millrace.testkit.Seeds;
import io.millrace.testkit.SimulatedCrash;
import io.millrace.testkit.Survival;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Stops a job at each thing it does to a file, in each way a disk can forget, and fails each of
 * them. What is found then is always the last checkpoint that was told to be durable or the whole
 * one after it.
 */
final class CrashTest {
  private static final int STATES_MAX = 64;

  @Test
  void whenPowerIsLostAtAnyOperation_thenTheOldOrTheNewCheckpointIsFound() {
    long operations = operations();
    long states = 0;
    for (long at = 1; at <= operations; at++) {
      InMemoryFiles disk = SimulatedJob.disk();
      SimulatedJob job = crash(disk, at);
      long possible = disk.crashStates();
      for (long state = 0; state < Math.min(possible, STATES_MAX); state++) {
        Survival survival =
            possible <= STATES_MAX
                ? Survival.numbered(state)
                : Survival.random(Seeds.ofRun() + 1_000 * at + state);
        check(job.on(disk.afterCrash(survival)), at, survival.toString() + state);
        states++;
      }
      check(job.on(disk.afterCrash(Survival.nothing())), at, "nothing survives");
      check(job.on(disk.afterCrash(Survival.everything())), at, "everything survives");
    }
    assertThat(operations).isGreaterThan(100);
    assertThat(states).isGreaterThan(1_000);
  }

  @Test
  void whenTheProcessDiesAtAnyOperation_thenWhatTheNextOneBuildsOnStays() {
    long operations = operations();
    for (long at = 1; at <= operations; at++) {
      InMemoryFiles disk = SimulatedJob.disk();
      SimulatedJob job = crash(disk, at);
      disk.faults(Fault.Plan.NONE);
      disk.killProcess();
      long found = job.check();
      disk.losePower();
      assertThat(job.check())
          .as("after the crash at operation " + at)
          .isGreaterThanOrEqualTo(found);
      job.goOn();
      disk.losePower();
      assertThat(job.check()).isEqualTo(job.durable);
    }
  }

  @Test
  void whenAnyOperationFails_thenOnlyThatAttemptIsLost() {
    long operations = operations();
    for (Fault fault : List.of(Fault.EIO, Fault.ENOSPC)) {
      for (long at = 1; at <= operations; at++) {
        InMemoryFiles disk = SimulatedJob.disk();
        disk.record(true);
        disk.faults(Fault.Plan.at(at, fault));
        SimulatedJob job = new SimulatedJob(disk);
        try {
          job.run();
        } catch (MillraceException e) {
          assertThat(e).hasMessageContaining("CHECKPOINT_");
        }
        FileOperation failed = disk.trace().get((int) at - 1);
        checkNotForcedAgain(disk.trace(), failed);
        for (int state = 0; fault == Fault.EIO && state < statesAfter(failed); state++) {
          Survival survival = Survival.random(Seeds.ofRun() + 1_000 * at + state);
          check(job.on(disk.afterCrash(survival)), at, failed + " failed, then " + state);
        }
        disk.killProcess();
        job.check();
        job.goOn();
        disk.losePower();
        assertThat(job.check()).as("after " + failed).isEqualTo(job.durable);
      }
    }
  }

  @Test
  void whenTheDiskFailsForGood_thenWhatIsLeftIsWhole() {
    long operations = operations();
    for (long from = 1; from <= operations; from++) {
      InMemoryFiles disk = SimulatedJob.disk();
      long first = from;
      disk.faults(
          operation ->
              operation.number() >= first && operation.kind().isChange() ? Fault.EIO : null);
      SimulatedJob job = new SimulatedJob(disk);
      assertThatThrownBy(job::run).isInstanceOf(MillraceException.class);
      for (int state = 0; state < 4; state++) {
        check(
            job.on(disk.afterCrash(Survival.random(Seeds.ofRun() + state))),
            from,
            "the disk fails for good, then " + state);
      }
    }
  }

  /* What follows a directory that could not be forced is worth a closer look. */
  private static int statesAfter(FileOperation failed) {
    return failed.kind() == Kind.FORCE_DIRECTORY ? 48 : 1;
  }

  private static void checkNotForcedAgain(List<FileOperation> trace, FileOperation failed) {
    if (failed.kind() == Kind.FORCE) {
      assertThat(trace.subList((int) failed.number(), trace.size()))
          .noneMatch(later -> later.kind() == Kind.FORCE && later.path().equals(failed.path()));
    }
  }

  @Test
  void whenAFileIsWritten_thenItsNameWasNeverUsedBefore() {
    InMemoryFiles disk = SimulatedJob.disk();
    disk.record(true);
    SimulatedJob job = new SimulatedJob(disk);
    job.run();
    job.goOn();
    Set<Path> names = new HashSet<>();
    assertThat(disk.trace())
        .filteredOn(operation -> operation.kind() == Kind.CREATE)
        .filteredOn(operation -> Layout.isDataFile(Layout.name(operation.path())))
        .hasSizeGreaterThan(5)
        .allMatch(operation -> names.add(operation.path().getFileName()));
  }

  private static long operations() {
    InMemoryFiles disk = SimulatedJob.disk();
    new SimulatedJob(disk).run();
    return disk.operations();
  }

  private static SimulatedJob crash(InMemoryFiles disk, long at) {
    disk.faults(Fault.Plan.at(at, Fault.CRASH));
    SimulatedJob job = new SimulatedJob(disk);
    assertThatThrownBy(job::run).isInstanceOf(SimulatedCrash.class);
    return job;
  }

  private static void check(SimulatedJob job, long at, String state) {
    try {
      job.check();
      job.goOn();
      job.check();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("crash before operation " + at + ", " + state + ": " + e, e);
    }
  }
}
