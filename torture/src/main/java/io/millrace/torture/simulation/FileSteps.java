package io.millrace.torture.simulation;

import io.millrace.testkit.FileOperation;
import io.millrace.testkit.FileOperation.Kind;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tells at which step a process is from what it does with files, as somebody would who only sees
 * the disk. One for each process.
 */
final class FileSteps {
  /** How far the attempt at a checkpoint has come. */
  private enum Attempt {
    NONE,
    CHECKED,
    BEGUN,
    MANIFEST,
    RENAMED,
    CLEANING,
    FAILED
  }

  private final Path checkpoints;
  private Attempt attempt = Attempt.NONE;
  private boolean partRenamed;

  FileSteps(Path checkpoints) {
    this.checkpoints = checkpoints;
  }

  /**
   * The step that an operation is, null for none.
   *
   * @param opening the process has not begun to work
   */
  @Nullable Step at(FileOperation operation, boolean opening) {
    Path path = operation.path();
    String name = String.valueOf(path.getFileName());
    if (!path.startsWith(checkpoints)) {
      return part(operation.kind(), name);
    }
    if (name.startsWith("MANIFEST") && operation.kind() == Kind.READ) {
      return Step.MANIFEST_READ;
    }
    if (operation.kind() == Kind.READ && !name.equals("OWNER")) {
      return opening ? Step.DATA_READ : null;
    }
    return opening ? opening(operation.kind(), name) : working(operation.kind(), path, name);
  }

  private @Nullable Step part(Kind kind, String name) {
    boolean part = name.startsWith("part-");
    return switch (kind) {
      case CREATE, WRITE -> part ? Step.PART_WRITTEN : null;
      case FORCE -> {
        partRenamed = false;
        yield part ? Step.PART_FORCED : null;
      }
      case RENAME -> {
        partRenamed = part;
        yield part ? Step.PART_RENAMED : null;
      }
      case FORCE_DIRECTORY -> {
        Step forced = partRenamed ? Step.PART_RENAME_FORCED : Step.PART_ENTRY_FORCED;
        yield name.startsWith("out-") ? forced : null;
      }
      default -> null;
    };
  }

  private @Nullable Step opening(Kind kind, String name) {
    boolean owner = name.startsWith("OWNER");
    return switch (kind) {
      case READ -> Step.OWNER_READ;
      case LOCK -> Step.OWNER_LOCKED;
      case CREATE, WRITE, FORCE, RENAME -> owner ? Step.OWNER_WRITTEN : null;
      case LIST -> Step.DIRECTORY_LISTED;
      case FORCE_DIRECTORY -> name.startsWith("chk-") ? Step.CHECKPOINT_FORCED : null;
      case DELETE -> owner || name.startsWith("LOCK") ? null : Step.LEFTOVER_DELETED;
      default -> null;
    };
  }

  private @Nullable Step working(Kind kind, Path path, String name) {
    return switch (kind) {
      case READ -> checked();
      case CREATE_DIRECTORY -> {
        attempt = Attempt.BEGUN;
        yield Step.ATTEMPT_CREATED;
      }
      case CREATE, WRITE, FORCE -> written(kind, name);
      case LINK -> Step.DATA_LINKED;
      case RENAME -> {
        attempt = Attempt.RENAMED;
        yield Step.MANIFEST_RENAMED;
      }
      case FORCE_DIRECTORY -> forced(path);
      case DELETE -> deleted(name);
      default -> null;
    };
  }

  private @Nullable Step checked() {
    return switch (attempt) {
      case NONE, CHECKED, CLEANING -> {
        attempt = Attempt.CHECKED;
        yield Step.BEGIN_CHECKED;
      }
      case MANIFEST -> Step.OWNER_CHECKED;
      case RENAMED -> {
        attempt = Attempt.CLEANING;
        yield Step.CLEANUP_CHECKED;
      }
      case BEGUN, FAILED -> null; // After a failure, to learn whether somebody else was the reason.
    };
  }

  private Step written(Kind kind, String name) {
    boolean manifest = name.startsWith("MANIFEST");
    if (manifest) {
      attempt = Attempt.MANIFEST;
    }
    return switch (kind) {
      case CREATE -> manifest ? Step.MANIFEST_CREATED : Step.DATA_CREATED;
      case WRITE -> manifest ? Step.MANIFEST_WRITTEN : Step.DATA_WRITTEN;
      default -> manifest ? Step.MANIFEST_FORCED : Step.DATA_FORCED;
    };
  }

  private @Nullable Step forced(Path path) {
    return switch (attempt) {
      case BEGUN -> Step.DIRECTORY_FORCED;
      case RENAMED -> path.equals(checkpoints) ? Step.PARENT_FORCED : Step.RENAME_FORCED;
      case CLEANING -> Step.CLEANUP_FORCED;
      case NONE, CHECKED, MANIFEST, FAILED -> null;
    };
  }

  private Step deleted(String name) {
    if (attempt == Attempt.CLEANING) {
      return name.equals("MANIFEST") ? Step.CLEANUP_MANIFEST_DELETED : Step.CLEANUP_FILES_DELETED;
    }
    attempt = Attempt.NONE;
    return Step.ATTEMPT_DELETED;
  }

  /** An operation was made to fail. */
  void failed() {
    if (attempt != Attempt.CLEANING) {
      attempt = Attempt.FAILED;
    }
  }
}
