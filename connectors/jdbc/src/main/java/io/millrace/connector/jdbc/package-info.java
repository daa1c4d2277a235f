/**
 * Writes results to databases through JDBC: exactly once together with checkpoints, or by key.
 * Start with {@link Jdbc}.
 */
@NullMarked
package io.millrace.connector.jdbc;

import org.jspecify.annotations.NullMarked;
