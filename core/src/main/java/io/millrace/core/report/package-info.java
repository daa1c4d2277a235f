/** Reports as JSON. */
@NullMarked
package io.millrace.core.report;

import org.jspecify.annotations.NullMarked;
