/**
 * What a job did, as records: counters, watermarks, windows, state. Start with {@link JobReport}.
 */
@NullMarked
package io.millrace.api.report;

import org.jspecify.annotations.NullMarked;
