package io.millrace.api.codec;

import org.jspecify.annotations.Nullable;

/**
 * Stands for a type inside itself. It is linked when the type's codec is complete, and counts how
 * deep values nest, so that neither a value nor corrupt data can overflow the stack.
 */
final class LazyCodec extends DerivedCodec<Object> {
  private volatile @Nullable DerivedCodec<Object> target;

  void link(DerivedCodec<Object> codec) {
    target = codec;
  }

  private DerivedCodec<Object> linked() {
    DerivedCodec<Object> codec = target;
    if (codec == null) {
      throw new AssertionError("used before it was linked");
    }
    return codec;
  }

  @Override
  public void write(Object value, DataWriter out) {
    out.enter();
    linked().write(value, out);
    out.exit();
  }

  @Override
  public Object read(DataReader in) {
    in.enter();
    Object value = linked().read(in);
    in.exit();
    return value;
  }

  @Override
  DerivedCodec<Object> self() {
    return linked();
  }

  @Override
  public DerivedCodec<Object> reading(StoredFormat stored) {
    return linked().reading(stored);
  }

  @Override
  CodecSchema describe(SchemaTrail trail) {
    return linked().describe(trail);
  }
}
