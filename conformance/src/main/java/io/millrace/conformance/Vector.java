package io.millrace.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One case: a pipeline, what is fed to it step by step, and what must come out after each step.
 *
 * @param name unique
 * @param family what it is about
 * @param quirk what is peculiar about it; null for most
 * @param order how outputs are compared
 * @param streams the names of the inputs, in order
 * @param operator the settings of the operator under test
 * @param input the steps
 * @param expected what must come out
 */
record Vector(
    String name,
    String family,
    @Nullable String quirk,
    Order order,
    List<String> streams,
    JsonNode operator,
    List<InputStep> input,
    Recording expected) {

  /** How outputs are compared. */
  enum Order {
    /** The rows of each step in any order. */
    MULTISET_PER_STEP,
    /** The rows of each step and key in the given order. */
    PER_KEY_SEQUENCE_PER_STEP
  }

  /** One step of the input. */
  sealed interface InputStep {}

  /** An element arrives. */
  record Arrives(String stream, Element element) implements InputStep {}

  /** A stream says that no more elements at or before a time come. */
  record Promises(String stream, long watermark) implements InputStep {}

  /** A stream turns silent or active. */
  record Turns(String stream, boolean idle) implements InputStep {}

  /** The clock moves. */
  record ClockMoves(long wallMs) implements InputStep {}

  /** A snapshot is taken. */
  record TakesCheckpoint(long number) implements InputStep {}

  /** The job crashes and comes back from a snapshot. */
  record Restores(long number) implements InputStep {}

  /**
   * What came out, by step.
   *
   * @param output rows
   * @param watermarks watermarks sent on
   * @param late ids of late elements; null where that does not apply
   * @param statuses idle and active marks; null where that does not apply
   */
  record Recording(
      SortedMap<Integer, List<Row>> output,
      SortedMap<Integer, List<Long>> watermarks,
      @Nullable SortedMap<Integer, List<String>> late,
      @Nullable SortedMap<Integer, List<String>> statuses) {
    /** The same with those watermarks. */
    Recording withWatermarks(SortedMap<Integer, List<Long>> other) {
      return new Recording(output, other, late, statuses);
    }
  }

  /** The same, with something else expected. */
  Vector expecting(Recording other) {
    return new Vector(name, family, quirk, order, streams, operator, input, other);
  }
}
