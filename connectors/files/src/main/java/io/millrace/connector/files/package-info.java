/**
 * Files as sources and sinks: lines, CSV and JSON lines. Imports {@code api} and Jackson. Start
 * with {@link io.millrace.connector.files.Files}.
 */
@NullMarked
package io.millrace.connector.files;

import org.jspecify.annotations.NullMarked;
