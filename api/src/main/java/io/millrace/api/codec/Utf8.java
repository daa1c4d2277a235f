package io.millrace.api.codec;

/** UTF-8 straight between a String and a byte array. Stateless. */
final class Utf8 {
  /*
   * The JDK's encoder replaces a lone surrogate by '?', so a string would not come back as it was. Here it
   * is written as the three bytes that its number gives (as WTF-8 does). For every well-formed string the bytes are
   * plain UTF-8. The decoder takes exactly what the encoder makes: no overlong forms, no pair of surrogates in six bytes.
   */
  private Utf8() {}

  /**
   * The number of bytes of {@code value}; a long, as a string can have more bytes than an int
   * counts.
   */
  static long length(String value) {
    long bytes = value.length();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        bytes += c < 0x800 ? 1 : 2;
        if (isPair(value, i)) {
          i++; // four bytes for two chars: 1 + 2 are counted for the first, 1 for the second
        }
      }
    }
    return bytes;
  }

  private static boolean isPair(String value, int index) {
    return Character.isHighSurrogate(value.charAt(index))
        && index + 1 < value.length()
        && Character.isLowSurrogate(value.charAt(index + 1));
  }

  /** Writes {@code value} from {@code at}; the caller has made room. */
  static void encode(String value, byte[] target, int at) {
    int out = at;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x80) {
        target[out++] = (byte) c;
      } else if (c < 0x800) {
        target[out++] = (byte) (0xC0 | (c >> 6));
        target[out++] = (byte) (0x80 | (c & 0x3F));
      } else if (isPair(value, i)) {
        int point = Character.toCodePoint(c, value.charAt(++i));
        target[out++] = (byte) (0xF0 | (point >> 18));
        target[out++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        target[out++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        target[out++] = (byte) (0x80 | (point & 0x3F));
      } else {
        target[out++] = (byte) (0xE0 | (c >> 12));
        target[out++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        target[out++] = (byte) (0x80 | (c & 0x3F));
      }
    }
  }

  /** Decodes into {@code target} and returns the number of chars; -1 if the bytes are malformed. */
  static int decode(byte[] bytes, int from, int end, char[] target) {
    int in = from;
    int out = 0;
    while (in < end) {
      int first = bytes[in];
      int size =
          first >= 0 ? 1 : first >> 5 == -2 ? 2 : first >> 4 == -2 ? 3 : first >> 3 == -2 ? 4 : 0;
      if (size == 0 || in + size > end) {
        return -1;
      }
      int point = size == 1 ? first : first & (0x7F >> size);
      for (int i = 1; i < size; i++) {
        int next = bytes[in + i];
        if (next >> 6 != -2) {
          return -1;
        }
        point = (point << 6) | (next & 0x3F);
      }
      if (!isShortest(point, size) || isSplitPair(point, target, out)) {
        return -1;
      }
      out += Character.toChars(point, target, out);
      in += size;
    }
    return out;
  }

  private static boolean isShortest(int point, int size) {
    return switch (size) {
      case 1 -> true;
      case 2 -> point >= 0x80;
      case 3 -> point >= 0x800;
      default -> point >= 0x10000 && point <= Character.MAX_CODE_POINT;
    };
  }

  private static boolean isSplitPair(int point, char[] target, int out) {
    return point >= Character.MIN_LOW_SURROGATE
        && point <= Character.MAX_LOW_SURROGATE
        && out > 0
        && Character.isHighSurrogate(target[out - 1]);
  }
}
