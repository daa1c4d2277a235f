package io.millrace.testkit.strict;

import io.millrace.api.backend.SnapshotFiles;
import io.millrace.api.backend.StoreSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A moment that was encoded when it was taken; one file. */
final class StrictSnapshot implements StoreSnapshot {
  private final byte[] content;
  private @Nullable String file;

  StrictSnapshot(byte[] content) {
    this.content = content;
  }

  @Override
  public boolean writeSome(SnapshotFiles files) {
    if (file == null) {
      try (SnapshotFiles.NewFile made = files.create("strict")) {
        made.write(content, 0, content.length);
        file = made.name();
      }
    }
    return true;
  }

  @Override
  public Stored stored() {
    if (file == null) {
      throw new AssertionError("the snapshot was asked for before it was written");
    }
    return new Stored("strict/1", new byte[0], List.of(file));
  }

  @Override
  public void completed() {}

  @Override
  public void close() {}
}
