package io.millrace.connector.files;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.connector.TwoPhase;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the parts of one subtask. What is remembered for a commit is the name of the part, {@code
 * ""} if there is none.
 */
final class FileSinkWriter<T> implements SinkWriter<T>, TwoPhase<String> {
  /*
   * A part goes through: created as name.tmp → written → forced, and its directory → renamed to
   * name, and the directory forced. The directory is forced before prepare returns because a
   * checkpoint that names a part whose entry is lost in a power cut could never be committed. So on
   * commit either the .tmp is there, or the commit was done already.
   *
   * A force that failed is not tried again: the system may have dropped the pages and report
   * success the next time. The writer is broken from then on, and the job goes back to its last
   * checkpoint.
   */

  private static final int BUFFER_BYTES = 1 << 16;
  private static final String UNFINISHED = ".tmp";
  private static final String NOTHING = "";
  private static final Pattern PART = Pattern.compile("part-(0|[1-9]\\d{0,8})-\\d+\\..*");

  private final Path directory;
  private final String prefix;
  private final String suffix;
  private final String sinkId;
  private final int subtask;
  private final int parallelism;
  private final LineEncoder<T> encoder;
  private final FileAccess files;
  private final byte[] buffer = new byte[BUFFER_BYTES];

  private int buffered;
  private long sequence;
  private @Nullable String part;
  private FileAccess.@Nullable Writer writer;
  private boolean broken;

  FileSinkWriter(Path directory, String kind, LineEncoder<T> encoder, SinkContext context) {
    this.directory = directory;
    this.prefix = "part-" + context.subtask() + "-";
    this.suffix = "." + kind;
    this.sinkId = context.sinkId();
    this.subtask = context.subtask();
    this.parallelism = context.parallelism();
    this.encoder = encoder;
    this.files = context.environment().files();
    try {
      files.createDirectoriesDurably(directory);
      for (Path entry : files.list(directory)) {
        Path name = entry.getFileName();
        if (name != null) {
          goBehind(name.toString());
        }
      }
    } catch (IOException e) {
      throw failed("list or create " + directory, e);
    }
  }

  @Override
  public void write(T value, long timeMs) {
    refuseIfBroken();
    String line = encoder.encode(value);
    try {
      if (writer == null) {
        begin();
      }
      append(line);
    } catch (IOException e) {
      throw failed("write " + part, e);
    }
  }

  @Override
  public void finish() {
    String name = complete();
    if (!name.isEmpty()) {
      publish(name);
    }
  }

  @Override
  public Codec<String> preparedCodec() {
    return Codecs.of(String.class);
  }

  /**
   * Publishes what belongs to the checkpoint. All other unfinished parts are deleted: what is in
   * them will be written again, and an earlier process that wakes up finds nothing to rename.
   */
  @Override
  public void restore(List<Pending<String>> pending) {
    pending.forEach(part -> commit(part.checkpointId(), part.prepared()));
    try {
      boolean deleted = false;
      for (Path entry : files.list(directory)) {
        Path name = entry.getFileName();
        if (name != null && name.toString().endsWith(UNFINISHED) && inherited(name.toString())) {
          files.delete(entry);
          deleted = true;
        }
      }
      if (deleted) {
        files.forceDirectory(directory);
      }
    } catch (IOException e) {
      throw failed("delete unfinished parts", e);
    }
  }

  /** True if a part was written by a subtask whose heir this one is. */
  private boolean inherited(String name) {
    Matcher matcher = PART.matcher(name);
    return matcher.matches() && Integer.parseInt(matcher.group(1)) % parallelism == subtask;
  }

  @Override
  public String prepare(long checkpointId) {
    return complete();
  }

  @Override
  public void commit(long checkpointId, String prepared) {
    if (!prepared.isEmpty()) {
      goBehind(prepared);
      publish(prepared);
    }
  }

  @Override
  public void close() {
    FileAccess.Writer open = writer;
    String name = part;
    writer = null;
    part = null;
    buffered = 0;
    if (open == null || name == null) {
      return;
    }
    try {
      open.close();
      files.delete(unfinished(name));
    } catch (IOException e) {
      throw failed("delete " + name + UNFINISHED, e);
    }
  }

  /** Starts a part under a name nobody has had. */
  private void begin() throws IOException {
    while (true) {
      String name = prefix + String.format("%06d", sequence) + suffix;
      sequence++;
      if (files.exists(directory.resolve(name)) || files.exists(unfinished(name))) {
        continue;
      }
      writer = files.create(unfinished(name));
      part = name;
      String header = encoder.header();
      if (header != null) {
        append(header);
      }
      return;
    }
  }

  private void append(String line) throws IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= buffer.length - buffered) {
      drain();
    }
    if (bytes.length >= buffer.length) {
      open().write(bytes, 0, bytes.length);
    } else {
      System.arraycopy(bytes, 0, buffer, buffered, bytes.length);
      buffered += bytes.length;
    }
    buffer[buffered++] = '\n';
  }

  private void drain() throws IOException {
    open().write(buffer, 0, buffered);
    buffered = 0;
  }

  private FileAccess.Writer open() {
    FileAccess.Writer open = writer;
    if (open == null) {
      throw new IllegalStateException("no part is open");
    }
    return open;
  }

  /** Ends the part and makes it durable; gives its name. */
  private String complete() {
    refuseIfBroken();
    String name = part;
    if (name == null) {
      return NOTHING;
    }
    try {
      drain();
      open().force();
      open().close();
      files.forceDirectory(directory);
    } catch (IOException e) {
      throw failed("force " + name, e);
    }
    writer = null;
    part = null;
    return name;
  }

  private void publish(String name) {
    Path target = directory.resolve(name);
    try {
      if (files.exists(unfinished(name))) {
        files.rename(unfinished(name), target);
      }
      // Also where nothing was renamed: an earlier try may have failed between the two.
      files.forceDirectory(directory);
    } catch (IOException e) {
      throw failed("publish " + name, e);
    }
  }

  /** Sees to it that later parts get higher numbers than this one, if it is one of ours. */
  private void goBehind(String name) {
    String plain =
        name.endsWith(UNFINISHED) ? name.substring(0, name.length() - UNFINISHED.length()) : name;
    if (!plain.startsWith(prefix)) {
      return;
    }
    int end = prefix.length();
    while (end < plain.length() && plain.charAt(end) >= '0' && plain.charAt(end) <= '9') {
      end++;
    }
    if (end > prefix.length() && end - prefix.length() <= 18) {
      long taken = Long.parseLong(plain.substring(prefix.length(), end));
      sequence = Math.max(sequence, taken + 1);
    }
  }

  private Path unfinished(String name) {
    return directory.resolve(name + UNFINISHED);
  }

  private void refuseIfBroken() {
    if (broken) {
      throw new MillraceException(
          ApiError.SINK_FAILED,
          "sink '"
              + sinkId
              + "' failed before and what it wrote since is lost. Start the job from"
              + " its last checkpoint.");
    }
  }

  private MillraceException failed(String what, IOException e) {
    broken = true;
    return new MillraceException(
        ApiError.SINK_FAILED,
        "sink '"
            + sinkId
            + "' could not "
            + what
            + ". Check space and rights in "
            + directory
            + ".",
        e);
  }
}
