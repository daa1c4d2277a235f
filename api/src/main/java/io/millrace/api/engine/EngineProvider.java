package io.millrace.api.engine;

import io.millrace.api.plan.LogicalPlan;
import io.millrace.api.spi.NamedProvider;

/** Runs plans. Registered under {@code META-INF/services}; ours is named {@code local}. */
public interface EngineProvider extends NamedProvider {
  /** Who steps the job. */
  enum Stepping {
    /** Workers of its own. */
    WORKERS,
    /** Whoever calls {@link Job#step}. */
    CALLER
  }

  /** Starts a plan. */
  Job start(LogicalPlan plan, EngineOptions options, Stepping stepping);

  /** How a plan would be carried out, and why; starts nothing. */
  String explain(LogicalPlan plan, EngineOptions options);
}
