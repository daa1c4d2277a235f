/**
 * Turning values into bytes and back: for state, checkpoints and exchanges. Codecs are derived from
 * types; what cannot be derived is registered, there is no fallback. Imports {@code api.error} and
 * {@code api.type}. Start with {@link io.millrace.api.codec.Codecs}.
 */
@NullMarked
package io.millrace.api.codec;

import org.jspecify.annotations.NullMarked;
