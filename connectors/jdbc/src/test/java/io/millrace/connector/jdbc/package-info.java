/** Tests of the JDBC sinks, on H2 and on a real PostgreSQL. */
@NullMarked
package io.millrace.connector.jdbc;

import org.jspecify.annotations.NullMarked;
