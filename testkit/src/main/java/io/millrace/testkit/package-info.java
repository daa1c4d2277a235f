/**
 * For authors of plugins: harnesses that run a part of the engine alone, exams that an
 * implementation of a contract must pass, and doubles of the outside world. Sees {@code api} only;
 * JUnit and AssertJ come along. Start with {@link io.millrace.testkit.OperatorHarness} for an
 * operator, {@link io.millrace.testkit.StateBackendContract} for a backend.
 */
@NullMarked
package io.millrace.testkit;

import org.jspecify.annotations.NullMarked;
