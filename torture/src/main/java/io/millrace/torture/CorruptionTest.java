package io.millrace.torture;

import io.millrace.api.engine.Job;
import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.testkit.Fault;
import io.millrace.testkit.FileOperation.Kind;
import io.millrace.testkit.InMemoryFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * T6: the newest checkpoint of a job is damaged in every way there is: bytes flipped, files cut,
 * swapped, taken from an older checkpoint, unreadable. The job must not start, must name the file,
 * must not read a record, and must not take an older checkpoint instead. The checkpoints are
 * written for real; what lies in them is then damaged on a disk in memory.
 */
final class CorruptionTest implements TortureTest {
  private static final int CHECKPOINTS = 3;

  private final Map<String, Long> counts = new LinkedHashMap<>();
  private long tried;
  private long detected;
  private long silent;
  private long otherErrors;
  private long recordsRead;
  private final Totals totals = new Totals();

  @Override
  public String about() {
    return "every byte of a job's newest checkpoint flipped, files cut, swapped and unreadable";
  }

  @Override
  public Verdict run(Settings settings) throws Exception {
    for (String backend : settings.backends()) {
      for (int parallelism : settings.parallelisms()) {
        damage(settings, backend, parallelism);
        System.out.println("  " + backend + " x" + parallelism + ": so far " + counts);
      }
    }
    Verdict verdict = new Verdict();
    counts.forEach(verdict::count);
    verdict
        .count("detected", detected)
        .count("silent", silent)
        .count("otherErrors", otherErrors)
        .count("recordsRead", recordsRead);
    return totals
        .into(verdict)
        .require(tried > 1_000, "there is something to damage")
        .require(detected == tried, "all damage is noticed, as damage, with the file's name")
        .require(recordsRead == 0, "nothing is read before");
  }

  private void damage(Settings settings, String backend, int parallelism) throws IOException {
    Environment system = SystemWorld.environment();
    Path root = settings.work().resolve(backend + parallelism);
    ScriptedJob job =
        new ScriptedJob(settings.seed(), root, backend, parallelism, root.resolve("state"));
    List<Path> checkpoints = new ArrayList<>();
    try (Job writing = job.open(system)) {
      for (int i = 0; i < CHECKPOINTS; i++) {
        for (int step = 0; step < 8; step++) {
          writing.step();
        }
        checkpoints.add(writing.checkpoint().path());
      }
    }
    InMemoryFiles copies = ScriptedJob.disk();
    Trees.copy(system.files(), job.checkpoints(), copies, job.checkpoints());
    new Damage(settings, job, copies, checkpoints).all();
    // What was damaged were copies: the job itself goes on and comes to the right end.
    job.toTheEnd(system);
    totals.add(job.compare(system.files()), backend + " x" + parallelism);
  }

  private void count(String what) {
    counts.merge(what, 1L, Long::sum);
    tried++;
  }

  /** What is done to one checkpoint. */
  private final class Damage {
    private final Settings settings;
    private final ScriptedJob job;
    private final InMemoryFiles files;
    private final SplittableRandom random;
    private final CountedSource source;
    private final Path newest;
    private final Path older;

    Damage(Settings settings, ScriptedJob job, InMemoryFiles files, List<Path> checkpoints) {
      this.settings = settings;
      this.source = new CountedSource(new PacedSource(ScriptedJob.plan(settings.seed()), 0));
      this.job = job.reading(source);
      this.files = files;
      this.random = new SplittableRandom(settings.seed());
      this.newest = checkpoints.get(CHECKPOINTS - 1);
      this.older = checkpoints.get(CHECKPOINTS - 2);
    }

    void all() throws IOException {
      List<Path> data = new ArrayList<>(files.list(newest));
      Path manifest = newest.resolve("MANIFEST");
      data.remove(manifest);
      for (int bit = 0; bit < settings.scale(1, 8); bit++) {
        flip(manifest, 1, settings.full() ? bit : -1);
      }
      cut(manifest, settings.scale(13, 1));
      for (Path file : data) {
        flip(file, settings.scale(11, 1), -1);
        cut(file, settings.scale(61, 1));
      }
      flip(job.checkpoints().resolve("OWNER"), settings.scale(3, 1), -1);
      swap(data);
      putIn(data, manifest);
      data.add(manifest);
      unreadable(data);
      recordsRead += source.polls();
    }

    /** Flips a bit of each byte; of another number for each byte if none is given. */
    private void flip(Path file, int every, int bit) throws IOException {
      int length = (int) files.size(file);
      for (int at = random.nextInt(every); at < length; at += every) {
        byte[] whole = Trees.bytes(files, file);
        byte[] flipped = whole.clone();
        flipped[at] ^= (byte) (1 << (bit < 0 ? random.nextInt(8) : bit));
        count("flips");
        with(file, flipped, whole, "byte " + at + " flipped");
      }
    }

    private void cut(Path file, int every) throws IOException {
      byte[] whole = Trees.bytes(files, file);
      for (int length = 0; length < whole.length; length += every) {
        count("truncations");
        with(file, Arrays.copyOf(whole, length), whole, "cut to " + length);
      }
      count("truncations");
      with(file, Arrays.copyOf(whole, whole.length + 1), whole, "grown by a byte");
    }

    private void swap(List<Path> data) throws IOException {
      for (int i = 0; i < data.size(); i++) {
        for (int j = i + 1; j < data.size(); j++) {
          byte[] one = Trees.bytes(files, data.get(i));
          byte[] two = Trees.bytes(files, data.get(j));
          if (!Arrays.equals(one, two)) {
            Trees.put(files, data.get(j), one);
            count("swaps");
            Trees.put(files, data.get(i), two);
            expectDetected(List.of(data.get(i), data.get(j)), "are swapped");
            Trees.put(files, data.get(i), one);
            Trees.put(files, data.get(j), two);
          }
        }
      }
    }

    /** Puts in each file of an older checkpoint for each of the newest. */
    private void putIn(List<Path> data, Path manifest) throws IOException {
      for (Path old : files.list(older)) {
        byte[] content = Trees.bytes(files, old);
        boolean isManifest = old.endsWith("MANIFEST");
        for (Path file : isManifest ? List.of(manifest) : data) {
          byte[] whole = Trees.bytes(files, file);
          if (!Arrays.equals(content, whole)) {
            count("fromOlder");
            with(file, content, whole, "has the content of " + old);
          }
        }
      }
    }

    private void unreadable(List<Path> all) {
      for (Path file : all) {
        files.faults(
            operation ->
                operation.kind() == Kind.READ && operation.path().equals(file) ? Fault.EIO : null);
        count("unreadable");
        expectDetected(List.of(file), "cannot be read");
        files.faults(Fault.Plan.NONE);
      }
    }

    private void with(Path file, byte[] content, byte[] whole, String what) throws IOException {
      Trees.put(files, file, content);
      expectDetected(List.of(file), what);
      Trees.put(files, file, whole);
    }

    /** The job must not start, and must name a file that is damaged. */
    private void expectDetected(List<Path> damaged, String what) {
      try (Job started = job.open(ScriptedJob.on(files))) {
        started.step();
        silent++;
        System.out.println("  not noticed: " + damaged + " " + what);
      } catch (MillraceException e) {
        boolean told =
            e.code() == ApiError.CHECKPOINT_CORRUPT
                && damaged.stream().anyMatch(file -> e.toString().contains(file.toString()));
        detected += told ? 1 : 0;
        other(told, damaged + " " + what, e);
      } catch (RuntimeException e) {
        other(false, damaged + " " + what, e);
      }
    }

    private void other(boolean told, String what, RuntimeException e) {
      if (!told) {
        otherErrors++;
        System.out.println("  " + what + " leads to " + e);
      }
    }
  }
}
