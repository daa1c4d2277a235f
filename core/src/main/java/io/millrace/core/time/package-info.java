/**
 * Merging the watermarks of several inputs. Imports {@code api.time} only. Start with {@link
 * WatermarkMerger}.
 */
@NullMarked
package io.millrace.core.time;

import org.jspecify.annotations.NullMarked;
