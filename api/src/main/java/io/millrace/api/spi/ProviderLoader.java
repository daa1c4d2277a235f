package io.millrace.api.spi;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Finds plugins. The only user of {@link ServiceLoader} in the code base, so that every missing,
 * doubled or broken plugin gives the same kind of message. Nothing is cached: call it when a job is
 * built, never per event. Thread-safe.
 */
public final class ProviderLoader {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  private ProviderLoader() {}

  /**
   * All providers of one kind, by name.
   *
   * @throws MillraceException if a name is illegal or taken twice, or a provider does not load
   */
  public static <P extends NamedProvider> Map<String, P> all(Class<P> kind) {
    Map<String, P> found = new TreeMap<>();
    for (P provider : load(kind)) {
      String name = provider.name();
      if (!NAME.matcher(name).matches()) {
        throw new MillraceException(
            ApiError.PROVIDER_NAME_INVALID,
            describe(kind)
                + " "
                + provider.getClass().getName()
                + " is named '"
                + name
                + "'. A name is lower-case letters, digits and hyphens and starts with a letter.");
      }
      P other = found.putIfAbsent(name, provider);
      if (other != null) {
        throw new MillraceException(
            ApiError.PROVIDER_NAME_TAKEN,
            "two providers of "
                + describe(kind)
                + " are named '"
                + name
                + "': "
                + other.getClass().getName()
                + " and "
                + provider.getClass().getName()
                + ". Remove one of the two jars.");
      }
    }
    return found;
  }

  /**
   * The provider of that name.
   *
   * @param cure what to do when it is missing, such as the artifact to add; printed in the message
   */
  public static <P extends NamedProvider> P named(Class<P> kind, String name, String cure) {
    Map<String, P> found = all(kind);
    P provider = found.get(name);
    if (provider == null) {
      throw new MillraceException(
          ApiError.PROVIDER_NOT_FOUND,
          "no "
              + describe(kind)
              + " is named '"
              + name
              + "'. Found: "
              + found.keySet()
              + ". "
              + cure);
    }
    return provider;
  }

  private static <P extends NamedProvider> List<P> load(Class<P> kind) {
    List<P> providers = new ArrayList<>();
    try {
      ServiceLoader.load(kind, ProviderLoader.class.getClassLoader()).forEach(providers::add);
    } catch (ServiceConfigurationError e) {
      throw new MillraceException(
          ApiError.PROVIDER_BROKEN,
          "a "
              + describe(kind)
              + " could not be loaded: "
              + e.getMessage()
              + ". A provider is a public class with a public constructor without arguments.",
          e);
    }
    return providers;
  }

  private static String describe(Class<?> kind) {
    String name = kind.getSimpleName();
    String words = name.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(java.util.Locale.ROOT);
    return words.endsWith(" provider")
        ? words.substring(0, words.length() - " provider".length())
        : words;
  }
}
