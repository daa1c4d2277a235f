/**
 * The one door for plugins: named providers, found by {@code ServiceLoader} in one place. Imports
 * {@code api.error} only. Start with {@link ProviderLoader}.
 */
@NullMarked
package io.millrace.api.spi;

import org.jspecify.annotations.NullMarked;
