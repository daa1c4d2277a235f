package io.millrace.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.testkit.Fault;
import io.millrace.testkit.InMemoryFiles;
import io.millrace.testkit.Seeds;
import io.millrace.testkit.Survival;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A disk without room costs checkpoints, never a correct one, and never the process. */
final class DiskFullTest {
  private static final int FILL_POINTS = 200;

  @Test
  void whenTheDiskIsFullForAWhile_thenTheNextCheckpointAfterwardsCompletes() {
    Seeds.forEach(
        FILL_POINTS,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          InMemoryFiles disk = SimulatedJob.disk();
          SimulatedJob job = new SimulatedJob(disk);
          int failed = 0;
          try (CheckpointDirectory directory = job.open()) {
            job.write(directory, null, 10_000);
            disk.capacity(disk.used() + random.nextInt(3_000));
            for (int interval = 0; interval < 5; interval++) {
              failed += tried(job, directory, random.nextInt(2_000)) ? 0 : 1;
            }
            InMemoryFiles crashed = disk.afterCrash(Survival.random(seed));
            job.on(crashed).check();
            disk.capacity(Long.MAX_VALUE);
            job.goOn(directory);
          }
          disk.losePower();
          assertThat(job.check()).isEqualTo(job.durable);
          assertThat(failed).isLessThanOrEqualTo(5);
        });
  }

  @Test
  void whenOpeningFailsAtAnyOperation_thenTheSameProcessCanOpenAfterwards() {
    int failed = 0;
    for (long at = 1; ; at++) {
      InMemoryFiles disk = SimulatedJob.disk();
      SimulatedJob job = new SimulatedJob(disk);
      for (int owner = 0; owner < 2; owner++) {
        job.open().close();
      }
      long next = disk.operations() + at;
      disk.faults(Fault.Plan.at(next, Fault.EIO));
      try (CheckpointDirectory opened = job.open()) {
        assertThat(opened.ownerEpoch()).isEqualTo(3);
        if (disk.operations() < next) {
          break;
        }
      } catch (MillraceException e) {
        failed++;
      }
      try (CheckpointDirectory opened = job.open()) {
        assertThat(opened.newest()).as("after a failure at operation %d", at).isNull();
      }
    }
    assertThat(failed).isGreaterThan(10);
  }

  @Test
  void whenThereIsNoRoomForOneOperation_thenTheSameProcessCompletesTheNextCheckpoint() {
    InMemoryFiles probe = SimulatedJob.disk();
    SimulatedJob first = new SimulatedJob(probe);
    try (CheckpointDirectory directory = first.open()) {
      long from = probe.operations() + 1;
      first.goOn(directory);
      long to = probe.operations();
      assertThat(to - from).isGreaterThan(10);
      for (Fault fault : new Fault[] {Fault.ENOSPC, Fault.EIO}) {
        for (long at = from; at <= to; at++) {
          failOnce(at, fault);
        }
      }
    }
  }

  private static void failOnce(long at, Fault fault) {
    InMemoryFiles disk = SimulatedJob.disk();
    SimulatedJob job = new SimulatedJob(disk);
    try (CheckpointDirectory directory = job.open()) {
      disk.faults(Fault.Plan.at(at, fault));
      tried(job, directory, 100);
      disk.faults(Fault.Plan.NONE);
      Path newest = directory.newest();
      assertThat(newest == null ? 0 : directory.read(newest).manifest().id())
          .as("what is found at once, after " + fault + " at " + at)
          .isEqualTo(job.durable);
      job.goOn(directory);
      disk.losePower();
    }
    assertThat(job.check()).as(fault + " at " + at).isEqualTo(job.durable);
  }

  private static boolean tried(SimulatedJob job, CheckpointDirectory directory, int length) {
    try {
      job.write(directory, null, length);
      directory.cleanUp(1);
      return true;
    } catch (MillraceException e) {
      assertThat(e.code()).isEqualTo(ApiError.CHECKPOINT_FAILED);
      return false;
    }
  }
}
