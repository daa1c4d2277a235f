package io.millrace.inspector;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.environment.Environment;
import io.millrace.api.spi.ProviderLoader;
import io.millrace.api.time.TimeDomain;
import io.millrace.core.checkpoint.CheckpointAttempt;
import io.millrace.core.checkpoint.CheckpointDirectory;
import io.millrace.core.checkpoint.CheckpointReader;
import io.millrace.core.environment.SystemEnvironment;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The inspector on checkpoints of a store of the memory backend, as an engine would write them. */
final class InspectTest {
  private static final ColumnSpec TOTAL = ColumnSpec.longs("total");
  private static final ColumnSpec SEEN = ColumnSpec.objects("seen", Codecs.of(Reading.class));

  /** What the state holds. */
  record Reading(String unit, double celsius, List<Integer> codes) {}

  private final Environment environment = SystemEnvironment.create();

  @TempDir Path root;

  private StateBackend backend;
  private KeyedStateStore store;
  private CheckpointDirectory directory;

  @BeforeEach
  void open() {
    backend =
        ProviderLoader.named(StateBackendProvider.class, "memory", "")
            .create(BackendContext.of(environment));
    store =
        backend.open(
            new StoreSpec(
                "sensors",
                0,
                new KeyGroupRange(0, 128, 128),
                false,
                Codecs.of(String.class),
                true));
    directory = CheckpointDirectory.open(environment, root, "machine-room", false);
  }

  @AfterEach
  void close() {
    directory.close();
    store.close();
    backend.close();
  }

  private void put(String key, long total, Reading seen) {
    int[] slots = new int[1];
    store.keys().resolve(new Object[] {key}, 1, slots);
    if (store.longs(TOTAL, 0).get(slots[0]) == 0) {
      store.retain(slots[0]);
    }
    store.longs(TOTAL, 0).set(slots[0], total);
    store.<Reading>objects(SEEN, 0).set(slots[0], seen);
  }

  private Path checkpoint(long id, String savepoint) {
    CheckpointAttempt attempt = directory.begin(id, savepoint);
    try (StoreSnapshot snapshot = store.snapshot(id + 1)) {
      boolean written = false;
      while (!written) {
        written = snapshot.writeSome(attempt);
      }
      StoreSnapshot.Stored stored = snapshot.stored();
      Manifest.Blob meta;
      try (var blobs = attempt.create("blobs")) {
        blobs.write(stored.meta(), 0, stored.meta().length);
        meta = new Manifest.Blob(blobs.name(), 0, stored.meta().length);
      }
      Manifest.StoreEntry entry =
          new Manifest.StoreEntry(
              "sensors",
              0,
              "memory",
              stored.format(),
              0,
              128,
              false,
              Codecs.of(String.class).schema(),
              meta,
              stored.files());
      Path path =
          attempt.commit(
              new Manifest(
                  CheckpointReader.FORMAT,
                  "0.1.0",
                  "machine-room",
                  id,
                  attempt.attempt(),
                  directory.ownerEpoch(),
                  id - 1,
                  1_700_000_000_000L + id,
                  savepoint,
                  1,
                  128,
                  List.of(),
                  List.of(entry),
                  List.of(),
                  List.of(),
                  List.of()));
      snapshot.completed();
      return path;
    }
  }

  private record Answer(int code, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }
  }

  private Answer inspect(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Inspect.commandLine(environment.files())
            .setOut(new PrintWriter(new BufferedWriter(out), true)) // as on a terminal
            .setErr(new PrintWriter(err, true));
    String[] texts = java.util.Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
    return new Answer(line.execute(texts), out.toString(), err.toString());
  }

  @Test
  void whenStateIsDumped_thenKeysAndValuesAreJsonWithoutTheProgramsClasses() {
    put("fan", 7, new Reading("C", 21.5, List.of(1, -2)));
    put("pump", 9, new Reading("C", 80, List.of()));
    Codec<String> tags = Codecs.of(String.class);
    int slot = store.keys().find("fan");
    store.timers("end", TimeDomain.EVENT, tags).set(60_000, slot, "minute");
    Path path = checkpoint(1, null);

    Answer all = inspect("dump", path);

    assertThat(all.code()).isZero();
    assertThat(all.lines())
        .containsExactlyInAnyOrder(
            "{\"operator\":\"sensors\",\"subtask\":0,\"state\":\"total\",\"namespace\":0,"
                + "\"key\":\"fan\",\"value\":7}",
            "{\"operator\":\"sensors\",\"subtask\":0,\"state\":\"total\",\"namespace\":0,"
                + "\"key\":\"pump\",\"value\":9}",
            "{\"operator\":\"sensors\",\"subtask\":0,\"state\":\"seen\",\"namespace\":0,"
                + "\"key\":\"fan\",\"value\":{\"unit\":\"C\",\"celsius\":21.5,\"codes\":[1,-2]}}",
            "{\"operator\":\"sensors\",\"subtask\":0,\"state\":\"seen\",\"namespace\":0,"
                + "\"key\":\"pump\",\"value\":{\"unit\":\"C\",\"celsius\":80.0,\"codes\":[]}}",
            "{\"operator\":\"sensors\",\"subtask\":0,\"timers\":\"end\",\"domain\":\"EVENT\","
                + "\"timeMs\":60000,\"key\":\"fan\",\"tag\":\"minute\"}");
    assertThat(inspect("dump", root, "--state", "sensors/total").lines()).hasSize(2);
    assertThat(inspect("dump", root, "--state", "sensors").lines()).hasSize(5);
    Answer none = inspect("dump", root, "--state", "sensors/nothing");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("ID_UNKNOWN").contains("sensors/nothing");
  }

  @Test
  void whenTwoCheckpointsDiffer_thenTheKeysThatChangedAreTold() {
    put("fan", 7, new Reading("C", 21.5, List.of()));
    put("pump", 9, new Reading("C", 80, List.of()));
    Path before = checkpoint(1, null);
    put("fan", 8, new Reading("C", 21.5, List.of()));
    put("belt", 1, new Reading("F", 3, List.of()));
    Path after = checkpoint(2, null);

    Answer forward = inspect("diff", before, after);

    assertThat(forward.code()).isEqualTo(1);
    assertThat(forward.lines())
        .containsExactlyInAnyOrder(
            "{\"change\":\"changed\",\"operator\":\"sensors\",\"state\":\"total\",\"namespace\":0,"
                + "\"key\":\"fan\",\"before\":7,\"after\":8}",
            "{\"change\":\"added\",\"operator\":\"sensors\",\"state\":\"total\",\"namespace\":0,"
                + "\"key\":\"belt\",\"value\":1}",
            "{\"change\":\"added\",\"operator\":\"sensors\",\"state\":\"seen\",\"namespace\":0,"
                + "\"key\":\"belt\",\"value\":{\"unit\":\"F\",\"celsius\":3.0,\"codes\":[]}}");
    assertThat(inspect("diff", after, before, "--state", "sensors/seen").lines())
        .singleElement()
        .asString()
        .startsWith("{\"change\":\"removed\"");
    assertThat(inspect("diff", after, after).code()).isZero();
  }

  @Test
  void whenADirectoryIsListedAndDescribed_thenEverythingInItIsNamed() {
    put("fan", 7, new Reading("C", 21.5, List.of()));
    Path first = checkpoint(1, null);
    Path savepoint = checkpoint(2, "before-upgrade");

    assertThat(inspect("list", root).out())
        .contains("2023-11-14T22:13:20.001Z")
        .contains(first.toString())
        .contains("before-upgrade")
        .contains(savepoint.toString());
    assertThat(inspect("describe", root).out()).contains("number       2, attempt");
    assertThat(inspect("describe", first).out())
        .contains("checkpoint " + first)
        .contains("job          machine-room")
        .contains("operator sensors, subtask 0: key groups 0 to 127, memory")
        .contains("keys: string")
        .contains("state total, namespace 0: long")
        .contains("record Reading")
        .contains("celsius: double");
    assertThat(inspect("describe", savepoint, "--json").out())
        .contains("\"savepoint\" : \"before-upgrade\"");
  }

  @Test
  void whenAByteIsDamaged_thenVerifyNamesTheFile() throws IOException {
    put("fan", 7, new Reading("C", 21.5, List.of()));
    Path first = checkpoint(1, null);
    put("fan", 8, new Reading("C", 21.5, List.of()));
    Path second = checkpoint(2, null);
    assertThat(inspect("verify", root).code()).isZero();
    Path file;
    try (var content = Files.list(second)) {
      file = content.filter(path -> path.toString().endsWith(".blobs")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[0] ^= 1;
    Files.write(file, bytes);

    Answer verified = inspect("verify", root);

    assertThat(verified.code()).isEqualTo(1);
    assertThat(verified.out()).contains("whole    " + first).contains("DAMAGED  " + second);
    assertThat(verified.out()).contains(file + " has a wrong checksum in block 0");
    assertThat(inspect("dump", root).err()).contains("CHECKPOINT_CORRUPT");
    Files.write(second.resolve("MANIFEST"), new byte[] {1});
    Answer listed = inspect("list", root);
    assertThat(listed.code()).isEqualTo(1);
    assertThat(listed.out()).contains("DAMAGED");
  }

  @Test
  void whenNothingIsThere_thenTheMessageSaysWhatToGive() {
    assertThat(inspect("dump", root).err()).contains("CHECKPOINT_NOT_FOUND").contains("Give the");
    assertThat(inspect("list", root.resolve("nowhere")).code()).isEqualTo(1);
    assertThat(inspect("frobnicate").code()).isEqualTo(2);
  }
}
