package io.millrace.connector.files;

import io.millrace.api.connector.Guarantee;
import io.millrace.api.connector.Sink;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import java.nio.file.Path;

/**
 * Writes results to the files of a directory, one series for each subtask: {@code
 * part-<subtask>-<sequence>.<kind>}, in UTF-8. A file appears under that name when it is whole and
 * durable and never changes afterwards; until then its name ends in {@code .tmp}, which {@link
 * Files} and other readers of directories leave out.
 *
 * <p>With checkpoints each one closes the files written since the last and makes them visible once
 * it is durable; without, files become visible when the job ends. No name is used twice: a new run
 * goes on behind the highest number it finds or commits. What a crash leaves unfinished is deleted
 * when the job goes on from a checkpoint; without checkpoints it stays as {@code .tmp} and may be
 * deleted when no job uses the directory.
 *
 * <p>One object serves a whole job; its writers belong to one thread each.
 *
 * @param <T> the type of the results
 * @see Files
 */
public final class FileSink<T> implements Sink<T> {
  private final Path directory;
  private final String kind;
  private final LineEncoder<T> encoder;

  FileSink(Path directory, String kind, LineEncoder<T> encoder) {
    this.directory = directory;
    this.kind = kind;
    this.encoder = encoder;
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.TRANSACTIONAL;
  }

  @Override
  public SinkWriter<T> open(SinkContext context) {
    return new FileSinkWriter<>(directory, kind, encoder, context);
  }
}
