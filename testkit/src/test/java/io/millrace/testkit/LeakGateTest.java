package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoredState;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of leak is seen as long as it is there, and no longer. */
final class LeakGateTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path directory;

  /** A backend that holds what it is told to. */
  public static final class LeakyProvider implements StateBackendProvider {
    private static int open;

    /** For the service loader. */
    public LeakyProvider() {}

    @Override
    public String name() {
      return "leaky";
    }

    @Override
    public StateBackend create(BackendContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public StateImage open(StoredState stored) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int openHandles() {
      return open;
    }
  }

  @Test
  void whenAnyTestRuns_thenTheGateWatches() {
    assertThat(LeakGate.watches(LeakGateTest.class)).isTrue();
  }

  @Test
  void whenAThreadGoesOn_thenItIsNamedWithItsStack() throws InterruptedException {
    Leftovers before = Leftovers.now();
    CountDownLatch end = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "left-behind");
    thread.start();
    assertThat(before.since(SHORT))
        .anySatisfy(line -> assertThat(line).contains("thread 'left-behind'"));
    end.countDown();
    thread.join();
    assertThat(before.since(LONG)).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX) // where the system tells which files are open
  void whenAFileStaysOpen_thenItIsNamedEvenIfItWasDeleted() throws Exception {
    Leftovers before = Leftovers.now();
    Path file = directory.resolve("held");
    try (OutputStream held = Files.newOutputStream(file)) {
      held.write(1);
      assertThat(before.since(SHORT)).singleElement().asString().contains("open file " + file);
      Files.delete(file);
      assertThat(before.since(SHORT)).singleElement().asString().contains("open file " + file);
    }
    assertThat(before.since(LONG)).isEmpty();
  }

  @Test
  void whenNativeObjectsAreNotClosed_thenTheirBackendIsNamed() {
    Leftovers before = Leftovers.now();
    LeakyProvider.open += 2;
    assertThat(before.since(SHORT)).containsExactly("  2 native objects of backend 'leaky'");
    LeakyProvider.open -= 2;
    assertThat(before.since(LONG)).isEmpty();
  }

  @Test
  void whenABackendLeavesItsDirectory_thenItIsNamed() throws Exception {
    Leftovers before = Leftovers.now();
    Path left = Files.createTempDirectory("millrace-test-" + ProcessHandle.current().pid() + "-");
    assertThat(before.since(SHORT)).containsExactly("  temporary directory " + left);
    Files.delete(left);
    assertThat(before.since(LONG)).isEmpty();
  }

  @Test
  void whenDirectBuffersAreHeld_thenTheyAreCounted() {
    Leftovers before = Leftovers.now();
    ByteBuffer held = ByteBuffer.allocateDirect(16 << 20);
    assertThat(before.since(SHORT))
        .singleElement()
        .asString()
        .contains("direct buffers: 1 more", "16777216 bytes more");
    assertThat(held.capacity()).isEqualTo(16 << 20);
    held = null;
    assertThat(before.since(LONG)).isEmpty();
  }
}
