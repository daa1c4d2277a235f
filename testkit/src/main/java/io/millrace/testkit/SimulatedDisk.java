package io.millrace.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A tree of files that knows what of it is durable. Not thread-safe: {@link InMemoryFiles} is.
 *
 * <p>Each directory has its entries as a program sees them and as a crash would leave them; what
 * lies between is a list of changes in the order they were made. Each file has its bytes and how
 * many of them were forced. Hard links are two entries with the same file.
 */
final class SimulatedDisk {
  /** A file or a directory. */
  sealed interface Node permits FileNode, DirectoryNode {}

  /** The bytes of a file. Bytes that were written never change, so streams read them in place. */
  static final class FileNode implements Node {
    private final String name;
    private byte[] bytes = new byte[64];
    private int length;
    private int forced;
    private boolean lost;
    private int links;

    FileNode(String name) {
      this.name = name;
    }

    byte[] bytes() {
      return bytes;
    }

    int length() {
      return length;
    }
  }

  /** The entries of a directory. */
  static final class DirectoryNode implements Node {
    private final TreeMap<String, Node> entries = new TreeMap<>();
    private final TreeMap<String, Node> durable = new TreeMap<>();
  }

  private record Edit(DirectoryNode directory, String name, @Nullable Node node) {
    boolean touches(Edit other) {
      return directory == other.directory && name.equals(other.name);
    }
  }

  /** Equal only to itself: the same may be done twice. */
  private static final class Change {
    private final String what;
    private final List<Edit> edits;

    Change(String what, List<Edit> edits) {
      this.what = what;
      this.edits = edits;
    }

    boolean touches(Change other) {
      return edits.stream().anyMatch(edit -> other.edits.stream().anyMatch(edit::touches));
    }

    boolean touches(DirectoryNode directory) {
      return edits.stream().anyMatch(edit -> edit.directory == directory);
    }
  }

  private final DirectoryNode root = new DirectoryNode();
  private final List<Change> unforced = new ArrayList<>();
  private final Set<FileNode> dirty = new LinkedHashSet<>();
  private long used;

  /** The way from the root to a path. */
  static List<String> names(Path path) {
    List<String> names = new ArrayList<>();
    if (path.isAbsolute()) {
      names.add(String.valueOf(path.getRoot()));
    }
    path.normalize().forEach(name -> names.add(name.toString()));
    names.remove("");
    return names;
  }

  @Nullable Node find(Path path) {
    Node node = root;
    for (String name : names(path)) {
      if (!(node instanceof DirectoryNode directory)) {
        return null;
      }
      node = directory.entries.get(name);
    }
    return node;
  }

  @Nullable DirectoryNode parent(Path path) {
    List<String> names = names(path);
    DirectoryNode directory = root;
    for (String name : names.subList(0, Math.max(0, names.size() - 1))) {
      if (!(directory.entries.get(name) instanceof DirectoryNode next)) {
        return null;
      }
      directory = next;
    }
    return directory;
  }

  /** The names in a directory. */
  Set<String> list(DirectoryNode directory) {
    return directory.entries.keySet();
  }

  /** Bytes that all files take. */
  long used() {
    return used;
  }

  /** Creates a directory and those above it. */
  void createDirectories(Path path) {
    DirectoryNode directory = root;
    for (String name : names(path)) {
      Node next = directory.entries.get(name);
      if (!(next instanceof DirectoryNode)) {
        next = new DirectoryNode();
        change("mkdir " + name, new Edit(directory, name, next));
      }
      directory = (DirectoryNode) next;
    }
  }

  /** Puts a file into a directory that exists. */
  void put(String what, Path path, Node node) {
    change(what, edit(path, node));
  }

  /** Renames, replacing what has the name. */
  void rename(Path from, Path to, Node node) {
    change("rename " + from + " to " + to, edit(from, null), edit(to, node));
  }

  /** Deletes. */
  void delete(Path path) {
    change("delete " + path, edit(path, null));
  }

  private Edit edit(Path path, @Nullable Node node) {
    List<String> names = names(path);
    DirectoryNode parent = parent(path);
    if (parent == null) {
      throw new IllegalStateException("no parent of " + path);
    }
    return new Edit(parent, names.get(names.size() - 1), node);
  }

  private void change(String what, Edit... edits) {
    for (Edit edit : edits) {
      count(put(edit.directory.entries, edit), -1);
      count(edit.node, 1);
    }
    unforced.add(new Change(what, List.of(edits)));
  }

  private static @Nullable Node put(TreeMap<String, Node> entries, Edit edit) {
    return edit.node == null ? entries.remove(edit.name) : entries.put(edit.name, edit.node);
  }

  private void count(@Nullable Node node, int links) {
    if (node instanceof FileNode file) {
      file.links += links;
      if (file.links == 0) {
        used -= file.length;
      } else if (links > 0 && file.links == 1) {
        used += file.length;
      }
    }
  }

  /** Appends to a file. */
  void append(FileNode file, byte[] from, int offset, int count) {
    if (file.length + count > file.bytes.length) {
      file.bytes = Arrays.copyOf(file.bytes, Math.max(file.length + count, 2 * file.length));
    }
    System.arraycopy(from, offset, file.bytes, file.length, count);
    file.length += count;
    dirty.add(file);
    if (file.links > 0) {
      used += count;
    }
  }

  /** Makes the bytes of a file durable, unless a failed force lost some before. */
  void force(FileNode file) {
    if (!file.lost) {
      file.forced = file.length;
      dirty.remove(file);
    }
  }

  /** A force failed: what was to be forced is never found after a crash, whoever forces again. */
  void lose(FileNode file) {
    file.lost = true;
  }

  /** Makes the entries of a directory durable. */
  void force(DirectoryNode directory) {
    for (Change change : List.copyOf(unforced)) {
      if (change.touches(directory)) {
        harden(change);
      }
    }
  }

  /** Makes the entries on the way to a directory durable. */
  void forceWay(Path path) {
    DirectoryNode directory = root;
    for (String name : names(path)) {
      Edit entry = new Edit(directory, name, null);
      for (Change change : List.copyOf(unforced)) {
        if (change.edits.stream().anyMatch(entry::touches)) {
          harden(change);
        }
      }
      if (!(directory.entries.get(name) instanceof DirectoryNode next)) {
        return;
      }
      directory = next;
    }
  }

  private void harden(Change change) {
    for (Change earlier : List.copyOf(unforced)) {
      if (earlier.equals(change)) {
        break;
      }
      if (earlier.touches(change)) {
        harden(earlier);
      }
    }
    if (unforced.remove(change)) {
      for (Edit edit : change.edits) {
        if (put(edit.directory.durable, edit) instanceof FileNode gone && gone.links == 0) {
          dirty.remove(gone);
        }
      }
    }
  }

  /** Changes bits of one byte. */
  void damage(FileNode file, int at, int bits) {
    file.bytes[at] ^= (byte) bits;
  }

  /** Cuts a file. */
  void truncate(FileNode file, int length) {
    used -= file.length - length;
    file.length = length;
    file.forced = Math.min(file.forced, length);
  }

  /** In how many ways what was not forced can survive; {@code Long.MAX_VALUE} if that is more. */
  long crashStates() {
    long states = 1;
    for (int i = 0; i < unforced.size(); i++) {
      states = multiply(states, 2);
    }
    for (int i = 0; i < dirty.size(); i++) {
      states = multiply(states, Survival.TAILS);
    }
    return states;
  }

  private static long multiply(long a, int b) {
    return a > Long.MAX_VALUE / b ? Long.MAX_VALUE : a * b;
  }

  /** The disk as it is found after a crash; this one is not changed. */
  SimulatedDisk afterCrash(Survival survival) {
    IdentityHashMap<FileNode, FileNode> files = new IdentityHashMap<>();
    boolean[] kept = new boolean[unforced.size()];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = survival.change(unforced.get(i).what);
    }
    for (FileNode file : dirty) {
      int lostBytes = file.length - file.forced;
      Survival.Tail tail = survival.tail(file.name, lostBytes);
      files.put(file, file.lost ? cut(file, 0, 0) : cut(file, tail.kept(), tail.zeros()));
    }
    IdentityHashMap<DirectoryNode, TreeMap<String, Node>> found = new IdentityHashMap<>();
    for (int i = kept.length - 1; i >= 0; i--) {
      for (int later = i + 1; !kept[i] && later < kept.length; later++) {
        kept[i] = kept[later] && unforced.get(i).touches(unforced.get(later));
      }
    }
    for (int i = 0; i < kept.length; i++) {
      if (kept[i]) {
        for (Edit edit : unforced.get(i).edits) {
          put(
              found.computeIfAbsent(edit.directory, directory -> new TreeMap<>(directory.durable)),
              edit);
        }
      }
    }
    SimulatedDisk disk = new SimulatedDisk();
    disk.fill(disk.root, root, found, files);
    return disk;
  }

  private static FileNode cut(FileNode file, int kept, int zeros) {
    FileNode copy = new FileNode(file.name);
    copy.bytes = Arrays.copyOf(file.bytes, file.forced + kept);
    copy.bytes = Arrays.copyOf(copy.bytes, file.forced + kept + zeros);
    copy.length = copy.bytes.length;
    copy.forced = copy.length;
    return copy;
  }

  private void fill(
      DirectoryNode target,
      DirectoryNode source,
      IdentityHashMap<DirectoryNode, TreeMap<String, Node>> found,
      IdentityHashMap<FileNode, FileNode> files) {
    found
        .getOrDefault(source, source.durable)
        .forEach(
            (name, node) -> {
              Node copy;
              if (node instanceof DirectoryNode directory) {
                DirectoryNode next = new DirectoryNode();
                fill(next, directory, found, files);
                copy = next;
              } else {
                copy =
                    files.computeIfAbsent(
                        (FileNode) node, file -> cut(file, file.length - file.forced, 0));
                count(copy, 1);
              }
              target.entries.put(name, copy);
              target.durable.put(name, copy);
            });
  }
}
