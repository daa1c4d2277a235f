package io.millrace.api.operator;

import io.millrace.api.codec.CodecSchema;

/**
 * An operator whose stored numbers mean something only together with its settings: the number of a
 * slice with the size of windows, a sum with the fact that it is one. Optional. The engine stores
 * the shape with every checkpoint and asks for it before it restores the operator; with another
 * shape it refuses the checkpoint, with both shapes in the message ({@code STATE_INCOMPATIBLE}).
 */
public interface ShapedState {
  /**
   * The settings that decide what the state means, as parts with a name; always the same. What a
   * codec knows how to read in another version does not belong here, nor what only decides about
   * the future. Asked for before {@code open}.
   */
  CodecSchema shape();
}
