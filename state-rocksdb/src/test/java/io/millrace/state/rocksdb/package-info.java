/** Tests of the backend named {@code rocksdb}. */
@NullMarked
package io.millrace.state.rocksdb;

import org.jspecify.annotations.NullMarked;
