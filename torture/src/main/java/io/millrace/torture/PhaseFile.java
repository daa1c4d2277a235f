package io.millrace.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Tells a parent process what its child is doing, so that it can kill it there. A mapped file: what
 * a killed process wrote last is there to read.
 */
final class PhaseFile {
  /** What a job is doing. */
  enum Phase {
    /** The JVM has started, the job has not. */
    STARTING,
    /** A checkpoint is read and state is taken back. */
    RESTORING,
    /** Events flow. */
    RUNNING,
    /** A manifest is being made durable, or sinks publish what belongs to it. */
    COMMITTING,
    /** The job has ended by itself. */
    FINISHED
  }

  private static final int PHASE = 0;
  private static final int STALLED = 1;
  private static final int SIZE = 64;

  private final MappedByteBuffer bytes;

  private PhaseFile(MappedByteBuffer bytes) {
    this.bytes = bytes;
  }

  static PhaseFile open(Path path) {
    try (FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() < SIZE) {
        channel.write(ByteBuffer.allocate(SIZE), 0);
      }
      return new PhaseFile(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Phase phase() {
    return Phase.values()[bytes.get(PHASE)];
  }

  void phase(Phase phase) {
    bytes.put(PHASE, (byte) phase.ordinal());
  }

  /** True if the child waits where it is, to be killed or to be told otherwise. */
  boolean stalled() {
    return bytes.get(STALLED) != 0;
  }

  void stalled(boolean now) {
    bytes.put(STALLED, (byte) (now ? 1 : 0));
  }
}
