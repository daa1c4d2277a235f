package io.millrace.engine;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What there is by id: streams and what is attached to them, in the order in which they were made,
 * which is also the order in which data flows. Thread-safe; never waits for a job.
 */
final class Registry {
  /** A stream; derived if it is the output of an attachment of the same id. */
  record NamedStream(
      Topic topic, Map<String, String> metadata, @Nullable TypedTime<?> typed, boolean derived) {}

  private final Map<String, NamedStream> streams = new LinkedHashMap<>();
  private final Map<String, Attachment> attachments = new LinkedHashMap<>();
  private boolean closed;

  synchronized void addStream(String id, Supplier<NamedStream> maker) {
    requireFree(id);
    streams.put(id, maker.get());
  }

  /** Adds an attachment and, if it has one, the stream of its output. */
  synchronized Attachment attach(
      String id, @Nullable NamedStream output, Supplier<Attachment> maker) {
    requireFree(id);
    Attachment attachment = maker.get();
    attachments.put(id, attachment);
    if (output != null) {
      streams.put(id, output);
    }
    return attachment;
  }

  private void requireFree(String id) {
    if (closed) {
      throw new MillraceException(
          ApiError.JOB_NOT_RUNNING, "the stream engine was closed. Create another one.");
    }
    if (id.isBlank()) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID, "an id must not be empty. Give it a name; it is found by it.");
    }
    Attachment taken = attachments.get(id);
    if (taken != null || streams.containsKey(id)) {
      String by = taken == null ? "stream" : taken.kind().word;
      throw new MillraceException(
          ApiError.ID_TAKEN,
          "the id '"
              + id
              + "' is taken by a "
              + by
              + ". Choose another, or remove that first. Taken are: "
              + everything()
              + ".");
    }
  }

  private List<String> everything() {
    List<String> ids = new ArrayList<>(streams.keySet());
    attachments.keySet().stream().filter(id -> !streams.containsKey(id)).forEach(ids::add);
    return ids;
  }

  synchronized NamedStream stream(String id) {
    NamedStream stream = streams.get(id);
    if (stream == null) {
      throw unknown("stream", id, streams.keySet());
    }
    return stream;
  }

  synchronized Attachment attachment(Attachment.Kind kind, String id) {
    Attachment found = attachments.get(id);
    if (found == null || found.kind() != kind) {
      throw unknown(kind.word, id, ids(kind));
    }
    return found;
  }

  synchronized Attachment attachment(String id) {
    Attachment found = attachments.get(id);
    if (found == null) {
      throw unknown("processor, window, join or pipeline", id, attachments.keySet());
    }
    return found;
  }

  private Set<String> ids(Attachment.Kind kind) {
    Map<String, Attachment> ofKind = new LinkedHashMap<>(attachments);
    ofKind.values().removeIf(attachment -> attachment.kind() != kind);
    return ofKind.keySet();
  }

  private static MillraceException unknown(String what, String id, Set<String> existing) {
    return new MillraceException(
        ApiError.ID_UNKNOWN, "no " + what + " is named '" + id + "'. There are: " + existing + ".");
  }

  synchronized Map<String, NamedStream> streams() {
    return new LinkedHashMap<>(streams);
  }

  synchronized List<Attachment> attachments() {
    return List.copyOf(attachments.values());
  }

  /** Takes out a stream that was created, and all that depends on it; the caller closes them. */
  synchronized Removed removeStream(String id) {
    NamedStream stream = stream(id);
    if (stream.derived()) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "stream '" + id + "' is the output of a processor or join. Remove that in its place.");
    }
    Removed removed = new Removed(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    takeStream(id, removed);
    return removed;
  }

  /** Takes out an attachment, and all that depends on its output. */
  synchronized Removed removeAttachment(Attachment.Kind kind, String id) {
    attachment(kind, id);
    Removed removed = new Removed(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    takeAttachment(id, removed);
    return removed;
  }

  /** Takes out everything; nothing can be added any more. */
  synchronized Removed removeAll() {
    closed = true;
    Removed removed = new Removed(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    List.copyOf(streams.keySet()).forEach(id -> takeStream(id, removed));
    return removed;
  }

  private void takeStream(String id, Removed removed) {
    NamedStream stream = streams.remove(id);
    if (stream == null) {
      return;
    }
    removed.topics().add(stream.topic());
    if (!stream.derived()) {
      removed.ids().add(id);
    }
    for (Attachment attachment : List.copyOf(attachments.values())) {
      if (attachment.inputs().contains(id)) {
        takeAttachment(attachment.id(), removed);
      }
    }
  }

  private void takeAttachment(String id, Removed removed) {
    Attachment attachment = attachments.remove(id);
    if (attachment != null) {
      removed.ids().add(id);
      removed.attachments().add(attachment);
      takeStream(id, removed);
    }
  }

  /** What was taken out. */
  record Removed(List<String> ids, List<Topic> topics, List<Attachment> attachments)
      implements AutoCloseable {
    /** Publishers that wait are sent away first, so that no job waits for a stream that is gone. */
    @Override
    public void close() {
      topics.forEach(Topic::close);
      attachments.forEach(Attachment::close);
    }
  }
}
