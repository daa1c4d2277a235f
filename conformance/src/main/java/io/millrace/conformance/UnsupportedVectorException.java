package io.millrace.conformance;

/** A vector asks for something that the runner does not know, or is no vector at all. */
final class UnsupportedVectorException extends RuntimeException {
  UnsupportedVectorException(String message) {
    super(message);
  }
}
