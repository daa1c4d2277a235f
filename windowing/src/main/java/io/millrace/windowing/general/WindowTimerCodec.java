package io.millrace.windowing.general;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;

/** Stores what tells timers apart. */
final class WindowTimerCodec implements Codec<WindowTimer> {
  @Override
  public void write(WindowTimer value, DataWriter out) {
    StoredWindows.write(value.window(), out);
    out.writeBoolean(value.cleanup());
  }

  @Override
  public WindowTimer read(DataReader in) {
    return new WindowTimer(StoredWindows.read(in), in.readBoolean());
  }

  @Override
  public CodecSchema schema() {
    return CodecSchema.leaf("window-timer", 1);
  }
}
