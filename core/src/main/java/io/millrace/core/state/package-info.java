/**
 * What user code sees of keyed state: values, lists, maps and running aggregates of the current key
 * over the columns of a store, with time to live. Imports {@code api} only. Start with {@link
 * StateHandles}.
 */
@NullMarked
package io.millrace.core.state;

import org.jspecify.annotations.NullMarked;
