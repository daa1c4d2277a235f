package io.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.MillraceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings: unknown, misspelt, owned and dangerous ones are refused, and no value is ever said. */
final class ClientSettingsTest {
  private static final String SECRET = "hunter2";

  private final KafkaSource<String> source = Kafka.textSource("127.0.0.1:9", "topic");
  private final KafkaSink<String> sink = Kafka.textSink("127.0.0.1:9", "topic", text -> text);

  @Test
  void whenKnown_thenTaken() {
    source
        .setting("fetch.max.bytes", "1000000")
        .setting("security.protocol", "SASL_SSL")
        .setting("ssl.truststore.password", SECRET)
        .setting(
            "sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\""
                + " password=\""
                + SECRET
                + "\";");
    sink.setting("compression.type", "zstd");
    ClientSettings settings =
        ClientSettings.NONE.with(ClientSettings.consumers(), "ssl.truststore.password", SECRET);
    assertThat(settings.toString()).contains("ssl.truststore.password").doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fetch.max.byte", "bootstrap.server", "linger", "", "compression.type "})
  void whenUnknown_thenRefused(String name) {
    assertThatThrownBy(() -> source.setting(name, SECRET))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("no setting '" + name + "'")
        .hasMessageNotContaining(SECRET);
    assertThatThrownBy(() -> source.trustedSetting(name, SECRET))
        .isInstanceOf(MillraceException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bootstrap.servers", "group.id", "isolation.level", "request.timeout.ms"})
  void whenTheConnectorsOwn_thenRefused(String name) {
    assertThatThrownBy(() -> source.trustedSetting(name, SECRET))
        .hasMessageContaining("belongs to the connector");
  }

  @Test
  void whenTheValueDoesNotFit_thenRefusedWithoutTheValue() {
    assertThatThrownBy(() -> source.setting("fetch.max.bytes", SECRET))
        .hasMessageContaining("fetch.max.bytes")
        .hasMessageContaining("INT")
        .hasMessageNotContaining(SECRET)
        .hasNoCause();
    assertThatThrownBy(() -> sink.setting("compression.type", SECRET))
        .hasMessageContaining("zstd")
        .hasMessageNotContaining(SECRET)
        .hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sasl.oauthbearer.token.endpoint.url",
        "sasl.oauthbearer.jwks.endpoint.url",
        "sasl.login.class",
        "sasl.login.callback.handler.class",
        "interceptor.classes",
        "metric.reporters",
        "security.providers",
        "config.providers",
        "ssl.engine.factory.class"
      })
  void whenItCouldLoadClassesOrCallAddresses_thenTrustIsNeeded(String name) {
    assertThatThrownBy(() -> source.setting(name, "java.lang.Object"))
        .hasMessageContaining(name)
        .hasMessageContaining("trustedSetting");
    source.trustedSetting(name, "java.lang.Object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.sun.security.auth.module.JndiLoginModule required user.provider.url=\"ldap://x\";",
        "org.apache.kafka.common.security.plain.PlainLoginModule required;"
            + " com.sun.security.auth.module.JndiLoginModule required;",
        ""
      })
  void whenALoginModuleIsNotKafkas_thenRefused(String jaas) {
    assertThatThrownBy(() -> source.setting("sasl.jaas.config", jaas))
        .hasMessageContaining("trustedSetting");
  }

  @Test
  void whenOptionsMakeNoSense_thenRefused() {
    assertThatThrownBy(() -> Kafka.textSource(" ", "topic"))
        .hasMessageContaining("ARGUMENT_INVALID");
    assertThatThrownBy(() -> source.buffer(0, 1)).hasMessageContaining("ARGUMENT_INVALID");
    assertThatThrownBy(() -> source.discoverEvery(java.time.Duration.ofMillis(-1)))
        .hasMessageContaining("discoverEvery");
    assertThatThrownBy(() -> sink.maxStagedBytes(0)).hasMessageContaining("maxStagedBytes");
    assertThatThrownBy(() -> sink.maxRecordBytes(0)).hasMessageContaining("maxRecordBytes");
    assertThatThrownBy(
            () -> sink.timeouts(java.time.Duration.ZERO, java.time.Duration.ofSeconds(1)))
        .hasMessageContaining("time-out 'call'");
  }
}
