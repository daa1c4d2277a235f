package io.millrace.api.error;

/** The codes raised by the API and the engine. */
public enum ApiError implements ErrorCode {
  /** An argument lies outside what the method takes. */
  ARGUMENT_INVALID(ErrorKind.USER),
  /** The plan has problems; the message lists all of them. */
  PLAN_INVALID(ErrorKind.USER),
  /** A type that is needed cannot be known from the program. */
  TYPE_UNKNOWN(ErrorKind.USER),
  /** No codec exists for a type that is needed. */
  CODEC_MISSING(ErrorKind.USER),
  /** Stored bytes do not decode. */
  CODEC_CORRUPT(ErrorKind.EXTERNAL),
  /** No provider has the name that was asked for. */
  PROVIDER_NOT_FOUND(ErrorKind.CONFIG),
  /** Two providers have the same name. */
  PROVIDER_NAME_TAKEN(ErrorKind.CONFIG),
  /** A provider's name is not legal. */
  PROVIDER_NAME_INVALID(ErrorKind.CONFIG),
  /** A provider could not be loaded. */
  PROVIDER_BROKEN(ErrorKind.CONFIG),
  /** A watermark went back: a bug in a generator or in the engine. */
  WATERMARK_WENT_BACK(ErrorKind.INTERNAL),
  /** An event time that cannot be represented. */
  EVENT_TIME_INVALID(ErrorKind.EXTERNAL),
  /** A window or one of its settings makes no sense. */
  WINDOW_INVALID(ErrorKind.USER),
  /** A join or one of its settings makes no sense. */
  JOIN_INVALID(ErrorKind.USER),
  /** State was used in a way its spec does not allow. */
  STATE_INVALID(ErrorKind.USER),
  /** The place where state is kept outside of the heap, such as a database, failed. */
  STATE_FAILED(ErrorKind.EXTERNAL),
  /** User code threw. */
  OPERATOR_FAILED(ErrorKind.USER),
  /** A bounded push buffer is full and its policy is to fail. */
  BUFFER_FULL(ErrorKind.RESOURCE),
  /** The JVM has no memory left. */
  MEMORY_EXHAUSTED(ErrorKind.RESOURCE),
  /** A source could not read. */
  SOURCE_FAILED(ErrorKind.EXTERNAL),
  /** A record cannot be parsed. */
  RECORD_INVALID(ErrorKind.EXTERNAL),
  /** A sink could not write. */
  SINK_FAILED(ErrorKind.EXTERNAL),
  /** A call to the outside took too long. */
  TIMED_OUT(ErrorKind.EXTERNAL),
  /** The job has failed or was stopped. */
  JOB_NOT_RUNNING(ErrorKind.USER),
  /** An id is unknown. */
  ID_UNKNOWN(ErrorKind.USER),
  /** An id is taken. */
  ID_TAKEN(ErrorKind.USER),
  /** The program's state or codecs do not fit what a checkpoint holds. */
  STATE_INCOMPATIBLE(ErrorKind.CONFIG),
  /** A checkpoint could not be written. */
  CHECKPOINT_FAILED(ErrorKind.EXTERNAL),
  /** A checkpoint is damaged. */
  CHECKPOINT_CORRUPT(ErrorKind.EXTERNAL),
  /** No checkpoint is where one was asked for. */
  CHECKPOINT_NOT_FOUND(ErrorKind.CONFIG),
  /** Another process owns the checkpoint directory. */
  CHECKPOINT_LOCKED(ErrorKind.CONFIG),
  /** Another owner has taken the job over; this one must not write any more. */
  FENCED(ErrorKind.EXTERNAL),
  /** The job failed more often than its restart policy allows. */
  RESTARTS_EXHAUSTED(ErrorKind.EXTERNAL),
  /** Something that cannot happen happened. */
  BUG(ErrorKind.INTERNAL);

  private final ErrorKind kind;

  ApiError(ErrorKind kind) {
    this.kind = kind;
  }

  @Override
  public ErrorKind kind() {
    return kind;
  }
}
