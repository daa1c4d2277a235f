package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.spi.NamedProvider;
import io.millrace.api.spi.ProviderLoader;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;

/**
 * The exam every provider must pass: extend it in the provider's module.
 *
 * @param <P> the kind of provider
 */
public abstract class ProviderContract<P extends NamedProvider> {
  /** For subclasses. */
  protected ProviderContract() {}

  /** The interface it is registered under. */
  protected abstract Class<P> kind();

  /** The class of the provider. */
  protected abstract Class<? extends P> provider();

  /** The name users choose it by. */
  protected abstract String name();

  @Test
  final void whenAskedByName_thenItIsFound() {
    assertThat(ProviderLoader.named(kind(), name(), "Register it under META-INF/services."))
        .as("the %s named '%s'", kind().getSimpleName(), name())
        .isExactlyInstanceOf(provider());
  }

  @Test
  final void whenAskedTwice_thenTheNameIsTheSameAndLegal() {
    P provider = ProviderLoader.named(kind(), name(), "Register it under META-INF/services.");
    assertThat(provider.name()).matches("[a-z][a-z0-9-]*").isEqualTo(provider.name());
  }

  @Test
  final void whenLoaded_thenTheClassAndItsConstructorArePublic() throws NoSuchMethodException {
    assertThat(provider()).isPublic().isFinal();
    assertThat(Modifier.isPublic(provider().getConstructor().getModifiers())).isTrue();
  }
}
