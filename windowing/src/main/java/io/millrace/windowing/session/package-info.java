/**
 * Sessions of a fixed gap: the open session of each key in columns, further ones beside it, and no
 * timer for each event. Start with {@link SessionWindowOperators}.
 */
@NullMarked
package io.millrace.windowing.session;

import org.jspecify.annotations.NullMarked;
