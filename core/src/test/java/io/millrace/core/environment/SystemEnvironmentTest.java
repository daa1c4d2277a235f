package io.millrace.core.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.api.environment.FileAccess;
import io.millrace.api.environment.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemEnvironmentTest {
  private final SystemEnvironment environment = SystemEnvironment.create();
  private final FileAccess files = environment.files();

  @TempDir Path directory;

  @Test
  void whenFileIsWritten_thenItIsReadFromAnyOffset() throws IOException {
    Path file = write("a", "0123456789");

    assertThat(files.size(file)).isEqualTo(10);
    try (InputStream in = files.read(file, 4)) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("456789");
    }
  }

  @Test
  void whenFileExists_thenCreatingItFails() throws IOException {
    Path file = write("a", "x");

    assertThatThrownBy(() -> files.create(file)).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void whenFileIsRenamed_thenItReplacesTheTarget() throws IOException {
    Path from = write("new", "new");
    Path to = write("old", "old");

    files.rename(from, to);
    files.forceDirectory(directory);

    assertThat(files.exists(from)).isFalse();
    try (InputStream in = files.read(to, 0)) {
      assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("new");
    }
  }

  @Test
  void whenFileIsLinked_thenItHasTwoNames() throws IOException {
    Path file = write("a", "x");
    Path second = directory.resolve("b");

    files.link(file, second);
    files.delete(file);

    assertThat(second).hasContent("x");
    Path third = write("c", "y");
    assertThatThrownBy(() -> files.link(second, third))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> files.link(file, directory.resolve("d")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(third).hasContent("y");
  }

  @Test
  void whenFileIsLinkedToAnotherFileSystem_thenItIsCopied() throws IOException {
    Path shared = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(shared), "there is no second file system here");
    assumeFalse(Files.getFileStore(shared).equals(Files.getFileStore(directory)), "it is the same");
    Path elsewhere = Files.createTempDirectory(shared, "millrace-test");
    Path file = elsewhere.resolve("a");
    try {
      Files.writeString(file, "x");
      files.link(file, directory.resolve("b"));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(elsewhere);
    }
    assertThat(directory.resolve("b")).hasContent("x");
  }

  @Test
  void whenDirectoryIsListed_thenEntriesAreSortedByName() throws IOException {
    files.createDirectories(directory.resolve("d/e"));
    write("c", "");
    write("a", "");
    write("b", "");

    assertThat(files.list(directory))
        .extracting(path -> path.getFileName().toString())
        .containsExactly("a", "b", "c", "d");
    assertThat(files.isDirectory(directory.resolve("d/e"))).isTrue();
  }

  @Test
  void whenMissingFileIsDeleted_thenNothingHappens() throws IOException {
    Path file = write("a", "x");
    files.delete(file);
    files.delete(file);

    assertThat(files.exists(file)).isFalse();
  }

  @Test
  void whenThreadIsStarted_thenItIsANamedDaemonThatWakes() throws InterruptedException {
    Threads threads = environment.threads();
    AtomicReference<Thread> seen = new AtomicReference<>();
    CountDownLatch go = new CountDownLatch(1);
    Thread thread =
        threads.start(
            "millrace-test",
            () -> {
              seen.set(Thread.currentThread());
              while (go.getCount() > 0) {
                threads.park(TimeUnit.MINUTES.toNanos(5));
              }
            });
    go.countDown();
    threads.wake(thread);
    thread.join();

    assertThat(seen.get()).isSameAs(thread);
    assertThat(thread.getName()).isEqualTo("millrace-test");
    assertThat(thread.isDaemon()).isTrue();
  }

  @Test
  void whenMonotonicClockIsReadTwice_thenItDoesNotGoBack() {
    long before = environment.time().monotonicNanos();

    assertThat(environment.time().monotonicNanos() - before).isNotNegative();
    assertThat(environment.time().wallMillis()).isPositive();
  }

  private Path write(String name, String content) throws IOException {
    Path file = directory.resolve(name);
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    try (FileAccess.Writer writer = files.create(file)) {
      writer.write(bytes, 0, bytes.length);
      assertThat(writer.position()).isEqualTo(bytes.length);
      writer.force();
    }
    return file;
  }
}
