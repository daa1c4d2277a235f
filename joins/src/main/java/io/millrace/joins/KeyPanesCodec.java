package io.millrace.joins;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.codec.StoredFormat;
import io.millrace.api.window.GlobalWindow;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Window;
import java.util.List;

/**
 * Stores what a window join keeps for a key. Immutable.
 *
 * @param values the codecs of both sides
 */
record KeyPanesCodec(SideCodecs values) implements Codec<KeyPanes> {
  private static final String FORMAT = "window-join-panes";

  @Override
  public void write(KeyPanes panes, DataWriter out) {
    out.writeLong(panes.deadlineMs);
    out.writeLength(panes.size());
    for (int i = 0; i < panes.size(); i++) {
      Pane pane = panes.get(i);
      write(pane.window, out);
      out.writeBoolean(pane.fired);
      out.writeBoolean(pane.sealed);
      out.writeInt(pane.shownLeft);
      out.writeInt(pane.shownRight);
      out.writeLong(pane.latestMs);
      write(pane.left, values.left(), out);
      write(pane.right, values.right(), out);
    }
  }

  private static void write(Window window, DataWriter out) {
    out.writeBoolean(window instanceof TimeWindow);
    if (window instanceof TimeWindow time) {
      out.writeLong(time.startMs());
      out.writeLong(time.endMs());
    }
  }

  private static void write(List<Object> side, Codec<Object> codec, DataWriter out) {
    out.writeLength(side.size());
    for (int i = 0; i < side.size(); i++) {
      codec.write(side.get(i), out);
    }
  }

  @Override
  public KeyPanes read(DataReader in) {
    KeyPanes panes = new KeyPanes();
    panes.deadlineMs = in.readLong();
    int count = in.readLength(8);
    for (int i = 0; i < count; i++) {
      Pane pane = new Pane(readWindow(in));
      pane.fired = in.readBoolean();
      pane.sealed = in.readBoolean();
      pane.shownLeft = in.readInt();
      pane.shownRight = in.readInt();
      pane.latestMs = in.readLong();
      read(pane.left, values.left(), in);
      read(pane.right, values.right(), in);
      panes.add(pane);
    }
    return panes;
  }

  private static Window readWindow(DataReader in) {
    if (!in.readBoolean()) {
      return GlobalWindow.INSTANCE;
    }
    long startMs = in.readLong();
    long endMs = in.readLong();
    if (startMs >= endMs) {
      throw in.corrupt(
          "a window from " + startMs + " ms to " + endMs + " ms, expected it not to be empty");
    }
    return new TimeWindow(startMs, endMs);
  }

  private static void read(List<Object> side, Codec<Object> codec, DataReader in) {
    int count = in.readLength(1);
    for (int i = 0; i < count; i++) {
      side.add(codec.read(in));
    }
  }

  @Override
  public Codec<KeyPanes> reading(StoredFormat stored) {
    return new KeyPanesCodec(values.reading(stored, FORMAT));
  }

  @Override
  public CodecSchema schema() {
    return values.schema(FORMAT);
  }
}
