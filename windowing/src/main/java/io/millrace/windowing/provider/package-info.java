/**
 * What the engine and configurations find by name: the window operators and the assigners. Imports
 * the other packages of this module; nobody imports it. Start with {@link WindowingProvider}.
 */
@NullMarked
package io.millrace.windowing.provider;

import org.jspecify.annotations.NullMarked;
