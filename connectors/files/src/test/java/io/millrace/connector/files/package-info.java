/** Tests of the file sources and sinks. */
@NullMarked
package io.millrace.connector.files;

import org.jspecify.annotations.NullMarked;
