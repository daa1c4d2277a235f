package io.millrace.core.checkpoint;

import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.checkpoint.Manifest.Blob;
import io.millrace.api.checkpoint.Manifest.DataFile;
import io.millrace.api.checkpoint.Manifest.NodeEntry;
import io.millrace.api.checkpoint.Manifest.PreparedEntry;
import io.millrace.api.checkpoint.Manifest.StoreEntry;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether what a manifest says fits together. One use. */
final class ManifestCheck {
  private final Map<String, DataFile> files = new HashMap<>();
  private @Nullable String problem;

  private ManifestCheck() {}

  /** What is wrong with it; null if nothing is. */
  static @Nullable String problem(Manifest manifest) {
    ManifestCheck check = new ManifestCheck();
    check.files(manifest);
    check.references(manifest);
    return check.problem;
  }

  private void files(Manifest manifest) {
    for (DataFile file : manifest.files()) {
      long blocks = (file.length() + Checksums.BLOCK - 1) / Checksums.BLOCK;
      if (!Layout.isDataFile(file.name())) {
        problem = "it names a file '" + file.name() + "', which is no name of a data file";
      } else if (file.length() < 0 || blocks != file.blockCrcs().size()) {
        problem =
            "it has "
                + file.blockCrcs().size()
                + " checksums for the "
                + file.length()
                + " bytes of "
                + file.name();
      } else if (files.put(file.name(), file) != null) {
        problem = "it names the file " + file.name() + " twice";
      }
    }
  }

  private void references(Manifest manifest) {
    if (manifest.id() < 1 || manifest.keyGroups() < 1) {
      problem = "it has the number " + manifest.id() + " and " + manifest.keyGroups() + " groups";
    }
    for (StoreEntry store : manifest.stores()) {
      blob(store.meta());
      store.files().forEach(this::file);
      if (store.fromGroup() < 0
          || store.fromGroup() >= store.toGroup()
          || store.toGroup() > manifest.keyGroups()) {
        problem =
            "the store of '"
                + store.operatorId()
                + "' holds the key groups from "
                + store.fromGroup()
                + " to "
                + store.toGroup()
                + " of "
                + manifest.keyGroups();
      }
    }
    for (NodeEntry node : manifest.nodes()) {
      if (node.unkeyed() != null) {
        blob(node.unkeyed());
      }
    }
    for (PreparedEntry prepared : manifest.prepared()) {
      blob(prepared.prepared());
    }
  }

  private void blob(Blob blob) {
    DataFile file = file(blob.file());
    if (file != null
        && (blob.offset() < 0
            || blob.length() < 0
            || blob.offset() > file.length() - blob.length())) {
      problem =
          "it refers to "
              + blob.length()
              + " bytes from byte "
              + blob.offset()
              + " of "
              + blob.file()
              + ", which has "
              + file.length();
    }
  }

  private @Nullable DataFile file(String name) {
    DataFile file = files.get(name);
    if (file == null) {
      problem = "it refers to a file " + name + " that it does not list";
    }
    return file;
  }
}
