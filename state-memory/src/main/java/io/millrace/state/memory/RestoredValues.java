package io.millrace.state.memory;

import io.millrace.api.codec.DataReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Values of slots as they were read from a checkpoint: a number each, and for objects and timers
 * the encoded bytes, packed into larger arrays. One thread.
 */
final class RestoredValues {
  /** Chunks double up to this size: there may be a thousand small columns of slices. */
  private static final int CHUNK_MAX = 1 << 20;

  private static final int CHUNK_FIRST = 256;

  private final List<byte[]> chunks = new ArrayList<>();
  private int[] slots = new int[16];
  private long[] numbers = new long[16];
  private int[] ends = new int[0];
  private int[] chunkOf = new int[0];
  private int used;
  private int count;
  private final DataReader reader = DataReader.of(new byte[0]);

  /** Adds a number. */
  void add(int slot, long number) {
    if (count == slots.length) {
      slots = Arrays.copyOf(slots, count * 2);
      numbers = Arrays.copyOf(numbers, count * 2);
    }
    slots[count] = slot;
    numbers[count++] = number;
  }

  /** Adds an object, or the tag of a timer with its time. */
  void add(int slot, long number, DataReader object) {
    byte[] bytes = object.readRaw(object.remaining());
    if (chunks.isEmpty() || chunks.get(chunks.size() - 1).length - used < bytes.length) {
      int before = chunks.isEmpty() ? CHUNK_FIRST / 2 : chunks.get(chunks.size() - 1).length;
      chunks.add(new byte[Math.max(bytes.length, Math.min(CHUNK_MAX, before * 2))]);
      used = 0;
    }
    System.arraycopy(bytes, 0, chunks.get(chunks.size() - 1), used, bytes.length);
    used += bytes.length;
    add(slot, number);
    if (ends.length < slots.length) {
      ends = Arrays.copyOf(ends, slots.length);
      chunkOf = Arrays.copyOf(chunkOf, slots.length);
    }
    ends[count - 1] = used;
    chunkOf[count - 1] = chunks.size() - 1;
  }

  int count() {
    return count;
  }

  int slot(int i) {
    return slots[i];
  }

  long number(int i) {
    return numbers[i];
  }

  /** A reader over exactly one object; valid until the next is asked for. */
  DataReader object(int i) {
    int start = i > 0 && chunkOf[i - 1] == chunkOf[i] ? ends[i - 1] : 0;
    reader.reset(chunks.get(chunkOf[i]), start, ends[i] - start);
    return reader;
  }
}
