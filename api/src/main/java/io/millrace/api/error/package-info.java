/**
 * What goes wrong, and who must act: one unchecked exception with a code and a kind. Imports
 * nothing of ours.
 */
@NullMarked
package io.millrace.api.error;

import org.jspecify.annotations.NullMarked;
