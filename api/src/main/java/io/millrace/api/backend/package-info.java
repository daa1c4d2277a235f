/**
 * State as a plugin author sees it: a key index that gives each key a dense slot, and columns
 * indexed by slot. Bulk by design. Start with {@link StateBackend}.
 */
@NullMarked
package io.millrace.api.backend;

import org.jspecify.annotations.NullMarked;
