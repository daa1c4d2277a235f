package io.millrace.torture;

import io.millrace.api.environment.FileAccess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Copies files from one world to another. Stateless. */
final class Trees {
  private Trees() {}

  /** Everything below a directory. */
  static void copy(FileAccess from, Path source, FileAccess to, Path target) throws IOException {
    to.createDirectories(target);
    for (Path entry : from.list(source)) {
      Path copy = target.resolve(String.valueOf(entry.getFileName()));
      if (from.isDirectory(entry)) {
        copy(from, entry, to, copy);
      } else {
        put(to, copy, bytes(from, entry));
      }
    }
  }

  static byte[] bytes(FileAccess files, Path file) throws IOException {
    try (InputStream in = files.read(file, 0)) {
      return in.readAllBytes();
    }
  }

  /** Gives a name another content; what else has the old one keeps it. */
  static void put(FileAccess files, Path file, byte[] content) throws IOException {
    files.delete(file);
    try (FileAccess.Writer out = files.create(file)) {
      out.write(content, 0, content.length);
    }
  }
}
