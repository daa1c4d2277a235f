/**
 * Keyed state in RocksDB: the backend named {@code rocksdb}. Columns are resident in front of a
 * database, for state larger than memory and checkpoints that cost what changed. Imports {@code
 * api} only. Start with {@link RocksDbStateStore}; {@link RocksDbSnapshot} tells how a snapshot is
 * cut while the owner goes on writing.
 */
@NullMarked
package io.millrace.state.rocksdb;

import org.jspecify.annotations.NullMarked;
