package io.millrace.core.checkpoint;

import io.millrace.api.checkpoint.Manifest.DataFile;
import java.nio.file.Path;

/**
 * A file that may be used again.
 *
 * @param checkpoint the directory of a complete checkpoint that has it
 * @param file its checksums
 */
record KnownFile(Path checkpoint, DataFile file) {}
