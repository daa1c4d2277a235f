package io.millrace.api.backend;

import io.millrace.api.codec.CodecSchema;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One store of one subtask as it lies in a checkpoint. Every byte has been verified. Used by one
 * thread at a time.
 */
public interface StoredState {
  /** The operator it belonged to. */
  String operatorId();

  /** The name of the backend that wrote it. */
  String backend();

  /** The format it is in, as {@link StoreSnapshot.Stored#format} said. */
  String format();

  /** The key groups it holds. */
  KeyGroupRange range();

  /** Whether keys were kept as longs. */
  boolean longKeys();

  /** The schema of object keys; null for long keys. */
  @Nullable CodecSchema keySchema();

  /** What {@link StoreSnapshot.Stored#meta} said. */
  byte[] meta();

  /** The names of its files. */
  List<String> files();

  /** Bytes of one of its files. */
  byte[] read(String file, long offset, int length);

  /** The length of one of its files. */
  long length(String file);

  /** Where the file is, for backends that open or link it in place. It must not be changed. */
  Path path(String file);
}
