package io.millrace.core.checkpoint;

import io.millrace.api.environment.FileAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names within a checkpoint directory. Stateless. */
final class Layout {
  static final String MANIFEST = "MANIFEST";
  static final String OWNER = "OWNER";
  static final String SAVEPOINTS = "savepoints";

  private static final Pattern CHECKPOINT = Pattern.compile("chk-(\\d{10,18})-((\\d{1,18})-\\d+)");
  private static final Pattern DATA_FILE =
      Pattern.compile("\\d{1,18}-\\d{1,18}-\\d{1,18}\\.[A-Za-z0-9_][A-Za-z0-9._-]{0,80}");
  private static final Pattern SAVEPOINT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,100}");
  private static final Pattern SUFFIX = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,80}");
  private static final Pattern LOCK = Pattern.compile("LOCK-(\\d{1,18})");
  private static final String HALF_MANIFEST = "MANIFEST.";

  private Layout() {}

  /**
   * A directory that holds a checkpoint or what has become of an attempt at one.
   *
   * @param path where it is
   * @param id its number
   * @param attempt which attempt at that number
   * @param epoch the owner who made it
   */
  record Numbered(Path path, long id, String attempt, long epoch) {}

  static Path checkpoint(Path root, long id, String attempt) {
    return root.resolve(String.format(Locale.ROOT, "chk-%010d-%s", id, attempt));
  }

  /** Checkpoints and attempts, those of a lower number first. */
  static List<Numbered> numbered(FileAccess files, Path root) throws IOException {
    List<Numbered> found = new ArrayList<>();
    for (Path path : files.list(root)) {
      Matcher name = CHECKPOINT.matcher(name(path));
      if (name.matches() && files.isDirectory(path)) {
        found.add(
            new Numbered(
                path, Long.parseLong(name.group(1)), name.group(2), Long.parseLong(name.group(3))));
      }
    }
    // By name is by number, but for numbers of more than ten digits.
    found.sort(Comparator.comparingLong(Numbered::id));
    return found;
  }

  /** The directories of savepoints and attempts at them. */
  static List<Path> savepoints(FileAccess files, Path root) throws IOException {
    Path directory = root.resolve(SAVEPOINTS);
    if (!files.isDirectory(directory)) {
      return List.of();
    }
    return files.list(directory).stream().filter(files::isDirectory).toList();
  }

  static boolean isComplete(FileAccess files, Path checkpoint) {
    return files.exists(checkpoint.resolve(MANIFEST));
  }

  static String dataFile(long epoch, long id, long sequence, String suffix) {
    return epoch + "-" + id + "-" + sequence + "." + suffix;
  }

  static boolean isDataFile(String name) {
    return DATA_FILE.matcher(name).matches();
  }

  static boolean isSuffix(String suffix) {
    return SUFFIX.matcher(suffix).matches();
  }

  static boolean isSavepointName(String name) {
    return SAVEPOINT.matcher(name).matches();
  }

  /*
   * The name tells the attempt, so that a former owner who was about to rename his can never
   * rename another's.
   */
  static String halfManifest(String attempt) {
    return HALF_MANIFEST + attempt + ".tmp";
  }

  static boolean isHalfManifest(String name) {
    return name.startsWith(HALF_MANIFEST);
  }

  static String lock(long epoch) {
    return "LOCK-" + epoch;
  }

  /** The epoch that a lock is for; -1 if the name is not that of a lock. */
  static long lockEpoch(Path path) {
    Matcher name = LOCK.matcher(name(path));
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }

  static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
