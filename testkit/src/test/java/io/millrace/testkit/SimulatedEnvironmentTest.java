package io.millrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.environment.FileAccess;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The simulated world does what the contracts of the real one say. */
final class SimulatedEnvironmentTest {
  private static final Path DIRECTORY = Path.of("job", "data");

  private final SimulatedEnvironment world = new SimulatedEnvironment(new SimulatedTime(1_000));
  private final InMemoryFiles files = world.files();

  @Test
  void whenPowerIsLost_thenOnlyForcedBytesOfForcedEntriesAreLeft() throws IOException {
    files.createDirectories(DIRECTORY);
    try (FileAccess.Writer kept = files.create(DIRECTORY.resolve("kept"))) {
      write(kept, "safe");
      kept.force();
      write(kept, " and lost");
      assertThat(kept.position()).isEqualTo(13);
    }
    files.forceDirectory(DIRECTORY);
    try (FileAccess.Writer unnamed = files.create(DIRECTORY.resolve("unnamed"))) {
      write(unnamed, "forced, but its directory was not");
      unnamed.force();
    }
    files.rename(DIRECTORY.resolve("kept"), DIRECTORY.resolve("renamed"));
    assertThat(files.list(DIRECTORY))
        .containsExactly(DIRECTORY.resolve("renamed"), DIRECTORY.resolve("unnamed"));

    files.losePower();

    assertThat(files.list(DIRECTORY)).containsExactly(DIRECTORY.resolve("kept"));
    assertThat(files.read(DIRECTORY.resolve("kept"), 1).readAllBytes())
        .isEqualTo("afe".getBytes(UTF_8));
  }

  @Test
  void whenAFileExists_thenItIsNotCreatedAgain() throws IOException {
    files.createDirectories(DIRECTORY);
    Path file = DIRECTORY.resolve("f");
    files.create(file).close();
    assertThatThrownBy(() -> files.create(file)).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> files.delete(DIRECTORY)).isInstanceOf(IOException.class);
    files.delete(file);
    files.delete(file);
    assertThat(files.exists(file)).isFalse();
    assertThat(files.isDirectory(DIRECTORY)).isTrue();
    assertThatThrownBy(() -> files.size(file)).isInstanceOf(IOException.class);
  }

  @Test
  void whenTimeMoves_thenBothClocksDoButOnlyOneMayGoBack() {
    world.time().wall(1_500);
    world.time().wall(1_200);
    assertThat(world.time().wallMillis()).isEqualTo(1_200);
    assertThat(world.time().monotonicNanos()).isEqualTo(500_000_000L);
  }

  @Test
  void whenAThreadIsAskedFor_thenItRunsOnlyWhenTold() throws InterruptedException {
    AtomicBoolean ran = new AtomicBoolean();
    Thread thread = world.threads().start("worker", () -> ran.set(true));
    assertThat(ran).isFalse();
    assertThat(world.threads().waiting()).containsExactly(thread);
    world.threads().startAll();
    thread.join();
    assertThat(ran).isTrue();
    assertThat(world.threads().waiting()).isEmpty();
  }

  private static void write(FileAccess.Writer writer, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    writer.write(bytes, 0, bytes.length);
  }
}
