package io.millrace.core.environment;

import io.millrace.api.environment.Environment;
import io.millrace.api.environment.EnvironmentProvider;

/** Registers the environment of this machine under the name {@code system}. Stateless. */
public final class SystemEnvironmentProvider implements EnvironmentProvider {
  /** For {@code ServiceLoader}. */
  public SystemEnvironmentProvider() {}

  @Override
  public String name() {
    return "system";
  }

  @Override
  public Environment create() {
    return SystemEnvironment.create();
  }
}
