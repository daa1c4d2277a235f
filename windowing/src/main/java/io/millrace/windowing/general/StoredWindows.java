package io.millrace.windowing.general;

import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.window.GlobalWindow;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Window;

/** How a window is stored: a flag, and for a time window its two ends. */
final class StoredWindows {
  private StoredWindows() {}

  static void write(Window window, DataWriter out) {
    if (window instanceof TimeWindow time) {
      out.writeBoolean(true);
      out.writeFixedLong(time.startMs());
      out.writeFixedLong(time.endMs());
    } else {
      out.writeBoolean(false);
    }
  }

  static Window read(DataReader in) {
    if (!in.readBoolean()) {
      return GlobalWindow.INSTANCE;
    }
    long startMs = in.readFixedLong();
    long endMs = in.readFixedLong();
    if (startMs >= endMs) {
      throw in.corrupt("a window that ends before it starts");
    }
    return new TimeWindow(startMs, endMs);
  }
}
