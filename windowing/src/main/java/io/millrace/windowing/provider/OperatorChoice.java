package io.millrace.windowing.provider;

import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.window.WindowSettings;
import io.millrace.windowing.EndingSessionWindows;
import io.millrace.windowing.general.EndingSessionOperator;
import io.millrace.windowing.general.GeneralWindowOperator;

/**
 * Chooses the operator that serves given windows: the first that supports them, the general one for
 * all others.
 */
final class OperatorChoice {
  private OperatorChoice() {}

  /** Makes operators for these windows; refuses settings that make no sense at once. */
  static OperatorFactory of(WindowSettings settings) {
    OperatorFactory factory =
        settings.assigner() instanceof EndingSessionWindows
            ? () -> new EndingSessionOperator<>(settings)
            : () -> new GeneralWindowOperator<>(settings);
    factory.create().close();
    return factory;
  }
}
