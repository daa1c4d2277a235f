package io.millrace.api.error;

import org.jspecify.annotations.Nullable;

/**
 * The one exception Millrace throws. Unchecked; carries a stable {@link ErrorCode} whose {@link
 * ErrorKind} says who must act. The message reads {@code CODE [KIND] what was seen, what was
 * expected, what to do} and never holds a record's content or a secret.
 */
public final class MillraceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ErrorCode code;

  /** Creates an exception; {@code message} says what was seen, what was expected and what to do. */
  public MillraceException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** Creates an exception with the failure that led to it. */
  public MillraceException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(cause, code.name() + " [" + code.kind() + "] " + message, code);
  }

  private MillraceException(@Nullable Throwable cause, @Nullable String whole, ErrorCode code) {
    super(whole, cause);
    this.code = code;
  }

  /** The same failure with a sentence more at the end of its message. */
  public MillraceException adding(String sentence) {
    MillraceException longer =
        new MillraceException(getCause(), getMessage() + " " + sentence, code);
    longer.setStackTrace(getStackTrace());
    for (Throwable suppressed : getSuppressed()) {
      longer.addSuppressed(suppressed);
    }
    return longer;
  }

  /** The stable code. */
  public ErrorCode code() {
    return code;
  }
}
