package io.millrace.connector.kafka;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Settings of Kafka's clients as a user gives them: only names that exist, none that the connector
 * sets itself, and none that load classes, call addresses or read files unless they are trusted on
 * purpose. Immutable. Never says a value: it may be a secret.
 */
final class ClientSettings {
  /*
   * Kafka's clients ignore unknown names with a line in a log, so a slip of the pen would go unseen.
   * The names that need trust are those through which configuration became code or a request to an
   * address of the attacker's choice (CVE-2023-25194, CVE-2025-27817).
   */

  static final ClientSettings NONE = new ClientSettings(Map.of());

  private static final Set<String> OWN =
      Set.of(
          "bootstrap.servers",
          "group.id",
          "group.instance.id",
          "group.protocol",
          "enable.auto.commit",
          "auto.commit.interval.ms",
          "auto.offset.reset",
          "allow.auto.create.topics",
          "isolation.level",
          "key.deserializer",
          "value.deserializer",
          "key.serializer",
          "value.serializer",
          "transactional.id",
          "transaction.timeout.ms",
          "enable.idempotence",
          "acks",
          "max.block.ms",
          "delivery.timeout.ms",
          "default.api.timeout.ms",
          "request.timeout.ms",
          "max.request.size");

  private static final Set<String> KNOWN_LOGIN_MODULES =
      Set.of(
          "org.apache.kafka.common.security.plain.PlainLoginModule",
          "org.apache.kafka.common.security.scram.ScramLoginModule",
          "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule");

  private static final Pattern LOGIN_MODULE =
      Pattern.compile("\\s*([\\w.$]+)\\s+(?:required|requisite|sufficient|optional)\\b[^;]*;\\s*");

  private final Map<String, String> values;

  private ClientSettings(Map<String, String> values) {
    this.values = values;
  }

  /** These and one more, refused if it needs trust. */
  ClientSettings with(ConfigDef definition, String name, String value) {
    check(definition, name, value);
    if (needsTrust(name) && !(name.equals("sasl.jaas.config") && knownLogin(value))) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "the setting "
              + name
              + " can load classes, read files or call addresses. If its value comes from the"
              + " program and not from data, use trustedSetting(...).");
    }
    return plus(name, value);
  }

  /** These and one more that the program vouches for. */
  ClientSettings withTrusted(ConfigDef definition, String name, String value) {
    check(definition, name, value);
    return plus(name, value);
  }

  /** What the client is made with: these, then the connector's own, which win. */
  Map<String, Object> with(Map<String, Object> own) {
    Map<String, Object> all = new TreeMap<>(values);
    all.putAll(own);
    return all;
  }

  /** What another kind of client is made with: those of these that it knows, then the others. */
  Map<String, Object> with(Set<String> known, Map<String, Object> own) {
    Map<String, Object> all = new TreeMap<>(values);
    all.keySet().retainAll(known);
    all.putAll(own);
    return all;
  }

  static ConfigDef consumers() {
    return ConsumerConfig.configDef();
  }

  static ConfigDef producers() {
    return ProducerConfig.configDef();
  }

  private ClientSettings plus(String name, String value) {
    Map<String, String> more = new TreeMap<>(values);
    more.put(name, value);
    return new ClientSettings(more);
  }

  private static void check(ConfigDef definition, String name, String value) {
    ConfigDef.ConfigKey key = definition.configKeys().get(name);
    if (key == null) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "Kafka's client has no setting '" + name + "'. Check its spelling.");
    }
    if (OWN.contains(name)) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "the setting "
              + name
              + " belongs to the connector. Use the connector's own option, or leave it out.");
    }
    boolean fits = true;
    try {
      Object parsed = ConfigDef.parseType(name, value, key.type());
      if (key.validator != null) {
        key.validator.ensureValid(name, parsed);
      }
    } catch (ConfigException e) {
      // Not passed on as a cause: its message quotes the value.
      fits = false;
    }
    if (!fits) {
      String rule = key.validator == null ? "" : ", " + key.validator;
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "the value of the setting " + name + " is none of type " + key.type() + rule + ".");
    }
  }

  private static boolean needsTrust(String name) {
    return name.equals("sasl.jaas.config")
        || name.equals("security.providers")
        || name.equals("config.providers")
        || name.equals("metric.reporters")
        || name.equals("partition.assignment.strategy")
        || name.endsWith(".class")
        || name.endsWith(".classes")
        || name.endsWith(".url")
        || name.endsWith(".file");
  }

  private static boolean knownLogin(String jaas) {
    Matcher matcher = LOGIN_MODULE.matcher(jaas);
    return matcher.matches() && KNOWN_LOGIN_MODULES.contains(matcher.group(1));
  }

  /** Names only. */
  @Override
  public String toString() {
    return values.keySet().toString();
  }
}
