package io.millrace.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.testkit.InMemoryFiles;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing that is not exactly what was written is ever taken for a checkpoint. */
final class CorruptionTest {
  private static final int LENGTH = 70_000;

  private final SimulatedEnvironment environment = new SimulatedEnvironment(new SimulatedTime(0));
  private final InMemoryFiles files = environment.files();
  private CheckpointDirectory directory;
  private Path older;
  private Path checkpoint;
  private Path data;
  private Path manifest;

  @BeforeEach
  void writeTwo() {
    directory = Checkpoints.open(environment);
    older = Checkpoints.write(directory, 1, LENGTH);
    CheckpointAttempt attempt = directory.begin(2, null);
    List<String> names =
        List.of(Checkpoints.file(attempt, 3, LENGTH), Checkpoints.file(attempt, 4, LENGTH));
    checkpoint = attempt.commit(Checkpoints.manifest(directory, attempt, 2, names));
    data = checkpoint.resolve(names.get(0));
    manifest = checkpoint.resolve("MANIFEST");
    assertThat(directory.read(checkpoint).manifest().files()).hasSize(2);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void whenAnyByteOfDataChanges_thenFileAndBlockAreNamed() throws IOException {
    for (int at = 0; at < LENGTH; at++) {
      files.damage(data, at, 1 << at % 8);
      int block = at >> 16;
      expectCorrupt(data + " has a wrong checksum in block " + block + ", bytes " + (block << 16));
      files.damage(data, at, 1 << at % 8);
    }
    assertThat(directory.read(checkpoint)).isNotNull();
  }

  @Test
  void whenAnyBitOfTheManifestChanges_thenItIsNoticed() throws IOException {
    int length = (int) files.size(manifest);
    for (int at = 0; at < length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        files.damage(manifest, at, 1 << bit);
        expectCorrupt(manifest + " is damaged");
        assertThatThrownBy(directory::newest).hasMessageContaining("CHECKPOINT_CORRUPT");
        files.damage(manifest, at, 1 << bit);
      }
    }
    assertThat(directory.newest()).isEqualTo(checkpoint);
  }

  @Test
  void whenAFileIsCut_thenItIsNoticedAtAnyLength() throws IOException {
    byte[] whole = Checkpoints.bytes(files, data);
    for (int length = LENGTH - 1; length >= 0; length--) {
      files.truncate(data, length);
      expectCorrupt(data + " has " + length + " bytes, expected " + LENGTH);
    }
    Checkpoints.put(files, data, whole);
    byte[] text = Checkpoints.bytes(files, manifest);
    for (int length = text.length - 1; length >= 0; length--) {
      files.truncate(manifest, length);
      expectCorrupt(manifest + " is damaged");
    }
    Checkpoints.put(files, manifest, text);
    assertThat(directory.read(checkpoint)).isNotNull();
  }

  @Test
  void whenAFileGrows_thenItIsNoticed() throws IOException {
    append(data);
    expectCorrupt(data + " has " + (LENGTH + 1) + " bytes");
    append(manifest);
    expectCorrupt(manifest + " is damaged");
  }

  private void append(Path file) {
    byte[] bytes = Checkpoints.bytes(files, file);
    Checkpoints.put(files, file, java.util.Arrays.copyOf(bytes, bytes.length + 1));
  }

  @Test
  void whenFilesOfTheSameLengthAreSwapped_thenItIsNoticed() throws IOException {
    Path other = checkpoint.resolve(directory.read(checkpoint).manifest().files().get(1).name());
    byte[] one = Checkpoints.bytes(files, data);
    Checkpoints.put(files, data, Checkpoints.bytes(files, other));
    Checkpoints.put(files, other, one);
    expectCorrupt(data + " has a wrong checksum in block 0");
  }

  @Test
  void whenAFileOfAnOlderCheckpointIsPutIn_thenItIsNoticed() {
    String old = directory.read(older).manifest().files().get(0).name();
    Checkpoints.put(files, data, Checkpoints.bytes(files, older.resolve(old)));
    expectCorrupt(data + " has a wrong checksum in block 0");
  }

  @Test
  void whenTheManifestOfAnotherCheckpointIsPutIn_thenItIsNoticed() {
    Checkpoints.put(files, manifest, Checkpoints.bytes(files, older.resolve("MANIFEST")));
    expectCorrupt("belongs to " + older.getFileName());
  }

  @Test
  void whenAFileIsMissing_thenItIsNamed() throws IOException {
    files.delete(data);
    expectCorrupt(data + " is missing");
    files.delete(manifest);
    assertThatThrownBy(() -> directory.read(checkpoint))
        .hasMessageContaining("CHECKPOINT_NOT_FOUND")
        .hasMessageContaining("no file MANIFEST");
    assertThatThrownBy(() -> directory.read(Path.of("nowhere")))
        .hasMessageContaining("CHECKPOINT_NOT_FOUND");
  }

  @Test
  void whenTheNewestIsDamaged_thenNoOlderOneTakesItsPlace() throws IOException {
    files.damage(manifest, 0, 1);
    assertThatThrownBy(directory::newest)
        .hasMessageContaining(manifest.toString())
        .hasMessageContaining("CheckpointOptions.from(path)");
    assertThat(directory.read(older).manifest().id()).isEqualTo(1);
  }

  @Test
  void whenTheFormatIsNewer_thenTheVersionNeededIsNamed() {
    byte[] newer =
        SealedJson.write(
            CheckpointReader.MAGIC, CheckpointReader.FORMAT + 1, List.of("from the future"));
    Checkpoints.put(files, manifest, newer);
    assertThatThrownBy(() -> directory.read(checkpoint))
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> assertThat(e.code()).isEqualTo(ApiError.STATE_INCOMPATIBLE))
        .hasMessageContaining("needs version 0002");
  }

  @Test
  void whenTheManifestIsOurJsonButMakesNoSense_thenItIsRefused() {
    String text = new String(Checkpoints.bytes(files, manifest), StandardCharsets.UTF_8);
    String json = text.substring(0, text.indexOf('\n'));
    String name = data.getFileName().toString();
    for (String wrong :
        List.of(
            json.replace(name, "../x"),
            json.replace("\"files\":[{", "\"files\":[{\"name\":null},{"),
            json.replace("\"keyGroups\":128", "\"keyGroups\":1"),
            json.replace("\"length\":70000", "\"length\":700000"),
            json.replace("\"length\":0", "\"length\":70001"),
            json.replace("\"offset\":0", "\"offset\":-1"),
            json.replace("\"id\":2", "\"id\":null"),
            json.replace("\"stores\":[", "\"stores\":[null,"),
            json.replace("\"createdMs\":2000,", ""),
            json.replace("\"job\":", "\"jab\":"))) {
      assertThat(wrong).isNotEqualTo(json);
      Checkpoints.put(files, manifest, seal(wrong));
      expectCorrupt(manifest.toString());
    }
    Checkpoints.put(files, manifest, seal(json));
    assertThat(directory.read(checkpoint)).isNotNull();
  }

  private static byte[] seal(String json) {
    return SealedJson.write(
        CheckpointReader.MAGIC,
        CheckpointReader.FORMAT,
        new com.fasterxml.jackson.databind.util.RawValue(json));
  }

  private void expectCorrupt(String message) {
    Throwable thrown = catchThrowable(() -> directory.read(checkpoint));
    assertThat(thrown).isInstanceOf(MillraceException.class);
    // Not through AssertJ's formatting, which would take longer than the test.
    if (((MillraceException) thrown).code() != ApiError.CHECKPOINT_CORRUPT
        || !thrown.getMessage().contains(message)) {
      throw new AssertionError("expected: " + message, thrown);
    }
  }
}
