package io.millrace.state.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.StoredState;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.ErrorCode;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.TimeDomain;
import io.millrace.testkit.Seeds;
import io.millrace.testkit.StoredInMemory;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Checkpoints are verified byte for byte before a backend sees them; still, whatever the bytes are,
 * restoring fails by name and takes no memory it was not told to.
 */
final class CorruptPagesTest {
  private static final Set<ErrorCode> EXPECTED =
      Set.of(ApiError.CODEC_CORRUPT, ApiError.CHECKPOINT_CORRUPT, ApiError.STATE_INCOMPATIBLE);
  private static final long ALLOCATED_MAX = 64L << 20;
  private static final ColumnSpec COUNT = ColumnSpec.longs("count");
  private static final ColumnSpec SUM = ColumnSpec.doubles("sum");
  private static final ColumnSpec NAME = ColumnSpec.objects("name", Codecs.of(String.class));

  private final Random random = new Random(Seeds.ofRun());
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private int refused;

  private static StoreSpec spec(boolean longKeys) {
    return new StoreSpec(
        "op", 0, KeyGroupRange.of(0, 1, 128), longKeys, Codecs.of(String.class), true);
  }

  @Test
  void whenAnyByteIsOther_thenItIsRefusedByNameOrReadAsSomethingElse() {
    for (boolean longKeys : new boolean[] {true, false}) {
      StoredInMemory good = stored(longKeys);
      assertThat(restore(new Changed(good, longKeys))).isTrue();
      refused = 0;
      int bytes = good.meta().length;
      for (int at = 0; at < good.meta().length; at++) {
        for (int mask : new int[] {0xFF, 1 << random.nextInt(8), 1 + random.nextInt(255)}) {
          Changed changed = new Changed(good, longKeys);
          changed.meta[at] ^= (byte) mask;
          check(changed, "meta data, byte " + at + " xor " + mask);
        }
      }
      for (String file : good.files()) {
        bytes += (int) good.length(file);
        for (int at = 0; at < good.length(file); at++) {
          for (int mask : new int[] {0xFF, 1 << random.nextInt(8)}) {
            Changed changed = new Changed(good, longKeys);
            changed.content.get(file)[at] ^= (byte) mask;
            check(changed, file + ", byte " + at + " xor " + mask);
          }
        }
      }
      assertThat(refused).as("most changes of %s bytes are seen", bytes).isGreaterThan(bytes / 4);
    }
  }

  @Test
  void whenItEndsTooSoon_thenItIsRefusedByName() {
    StoredInMemory good = stored(true);
    for (int length = 0; length < good.meta().length; length++) {
      Changed changed = new Changed(good, true);
      changed.meta = Arrays.copyOf(changed.meta, length);
      int before = refused;
      check(changed, "meta data of " + length + " bytes");
      assertThat(refused).as("meta data of %s bytes", length).isEqualTo(before + 1);
    }
    for (String file : good.files()) {
      for (int length = 0; length < good.length(file); length++) {
        Changed changed = new Changed(good, true);
        changed.content.put(file, good.read(file, 0, length));
        int before = refused;
        check(changed, file + " of " + length + " bytes");
        assertThat(refused).as("%s of %s bytes", file, length).isEqualTo(before + 1);
      }
    }
  }

  private static StoredInMemory stored(boolean longKeys) {
    StoreSpec spec = spec(longKeys);
    MemoryStateStore store = new MemoryStateStore(spec);
    int[] slots = new int[40];
    if (longKeys) {
      long[] keys = new long[40];
      Arrays.setAll(keys, i -> i * 1_000_003L);
      store.keys().resolve(keys, 40, slots);
    } else {
      Object[] keys = new Object[40];
      Arrays.setAll(keys, i -> "key " + i);
      store.keys().resolve(keys, 40, slots);
    }
    for (int i = 0; i < 40; i += 1 + i % 3) {
      store.retain(slots[i]);
      store.longs(COUNT, i % 4).set(slots[i], i);
      store.doubles(SUM, 0).set(slots[i], i * 0.1);
      store.<String>objects(NAME, 7).set(slots[i], "name of " + i);
      store
          .timers("timers", TimeDomain.EVENT, Codecs.of(String.class))
          .set(1_000 + i, slots[i], "tag");
    }
    return StoredInMemory.write(spec, "memory", store.snapshot(2));
  }

  private void check(Changed changed, String what) {
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      if (!restore(changed)) {
        refused++;
      }
    } catch (RuntimeException | Error e) {
      throw new AssertionError(what + ", replay: -Dseed=" + Seeds.ofRun(), e);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .as("bytes allocated for %s", what)
        .isLessThan(ALLOCATED_MAX);
  }

  /** False if it was refused as it should be. */
  private static boolean restore(Changed stored) {
    KeyedStateStore store = new MemoryStateStore(spec(stored.longKeys()));
    try (StateImage image = new MemoryStateBackendProvider().open(stored)) {
      store.restore(image);
      store.namespaces(COUNT);
      store.namespaces(SUM);
      store.namespaces(NAME);
      store.timers("timers", TimeDomain.EVENT, Codecs.of(String.class));
      return true;
    } catch (MillraceException e) {
      assertThat(EXPECTED).as(e.getMessage()).contains(e.code());
      return false;
    } finally {
      store.close();
    }
  }

  /** A stored store whose bytes may differ from what was written. */
  private static final class Changed implements StoredState {
    private final StoredInMemory good;
    private final boolean longKeys;
    private final Map<String, byte[]> content = new HashMap<>();
    private byte[] meta;

    Changed(StoredInMemory good, boolean longKeys) {
      this.good = good;
      this.longKeys = longKeys;
      meta = good.meta().clone();
      for (String file : good.files()) {
        content.put(file, good.read(file, 0, (int) good.length(file)));
      }
    }

    @Override
    public String operatorId() {
      return good.operatorId();
    }

    @Override
    public String backend() {
      return good.backend();
    }

    @Override
    public String format() {
      return good.format();
    }

    @Override
    public KeyGroupRange range() {
      return good.range();
    }

    @Override
    public boolean longKeys() {
      return longKeys;
    }

    @Override
    public @Nullable CodecSchema keySchema() {
      return good.keySchema();
    }

    @Override
    public byte[] meta() {
      return meta;
    }

    @Override
    public List<String> files() {
      return good.files();
    }

    @Override
    public byte[] read(String file, long offset, int length) {
      byte[] bytes = content.getOrDefault(file, new byte[0]);
      return Arrays.copyOfRange(bytes, Math.toIntExact(offset), Math.toIntExact(offset + length));
    }

    @Override
    public long length(String file) {
      return content.getOrDefault(file, new byte[0]).length;
    }

    @Override
    public Path path(String file) {
      return good.path(file);
    }
  }
}
