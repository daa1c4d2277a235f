/**
 * What the API knows about Java types: reading them from lambdas, method references and classes,
 * and taking generic types apart. Imports {@code api.error} only. Start with {@link
 * io.millrace.api.type.LambdaTypes}.
 */
@NullMarked
package io.millrace.api.type;

import org.jspecify.annotations.NullMarked;
