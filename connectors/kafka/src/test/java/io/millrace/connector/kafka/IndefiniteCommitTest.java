package io.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.TwoPhase.Pending;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that do not come, or come wrong, at each call of a transaction. */
@ExtendWith(SharedBroker.class)
final class IndefiniteCommitTest {
  /** Clients whose producers fail once at one method, before or after it was carried out. */
  private static final class Failing implements Clients {
    final AtomicInteger made = new AtomicInteger();
    String method = "";
    boolean after;
    KafkaException failure = new TimeoutException("no answer");
    int times = 1;

    @Override
    public Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
      return Clients.REAL.consumer(settings);
    }

    @Override
    public Admin admin(Map<String, Object> settings) {
      return Clients.REAL.admin(settings);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Producer<byte[], byte[]> producer(Map<String, Object> settings) {
      made.incrementAndGet();
      Producer<byte[], byte[]> real = Clients.REAL.producer(settings);
      return (Producer<byte[], byte[]>)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Producer.class},
              (proxy, called, arguments) -> {
                boolean fails = called.getName().equals(method) && times > 0;
                if (fails && !after) {
                  times--;
                  throw failure;
                }
                try {
                  Object result = called.invoke(real, arguments);
                  if (fails) {
                    times--;
                    throw failure;
                  }
                  return result;
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }

  private final Failing clients = new Failing();

  private KafkaSink<String> sink(Broker broker, String topic) {
    return new KafkaSink<>(
        new Topic(broker.bootstrap(), topic),
        RecordShape.of(Topics::bytes),
        SinkSettings.DEFAULT,
        clients);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "initTransactions",
        "beginTransaction",
        "send",
        "flush",
        "sendOffsetsToTransaction",
        "commitTransaction"
      })
  void whenACallTimesOutBeforeOrAfterItWasCarriedOut_thenWrittenOnceByANewProducer(
      String method, Broker broker) throws Exception {
    String topic = broker.topic("out", 1);
    try (SinkRun run = SinkRun.fresh(sink(broker, topic), topic)) {
      int made = clients.made.get();
      long id = 1;
      for (boolean after : new boolean[] {false, true}) {
        clients.method = method.equals("initTransactions") ? "commitTransaction" : method;
        clients.after = after;
        clients.times = 1;
        Pending<Prepared> pending = run.write("v" + id).prepare(id);
        if (method.equals("initTransactions")) {
          clients.times = 2;
          clients.failure = new InvalidTxnStateException("wrong state");
        }
        run.commit(pending);
        clients.times = 0;
        id++;
      }
      assertThat(clients.made.get()).as("producers").isGreaterThanOrEqualTo(made + 2);
      run.commit(run.write("last").prepare(id));
    }
    assertThat(Topics.committed(broker, topic)).containsExactly("v1", "v2", "last");
    assertThat(broker.openTransactions("millrace-" + topic)).isEmpty();
  }

  @Test
  void whenTheBrokerSaysFenced_thenItIsAFailureAndNeverTakenForDone(Broker broker)
      throws Exception {
    for (KafkaException answer :
        List.of(
            new ProducerFencedException("fenced"),
            new KafkaException("wrapped", new InvalidProducerEpochException("epoch")))) {
      String topic = broker.topic("out", 1);
      Pending<Prepared> pending;
      try (SinkRun run = SinkRun.fresh(sink(broker, topic), topic)) {
        pending = run.write("a").prepare(1);
        clients.method = "commitTransaction";
        clients.failure = answer;
        clients.times = 1;
        assertThatThrownBy(() -> run.commit(pending)).hasMessageContaining("FENCED");
      }
      try (SinkRun again = new SinkRun(sink(broker, topic), topic, 0, 1, 2)) {
        again.restore(List.of(pending));
      }
      assertThat(Topics.committed(broker, topic)).containsExactly("a");
    }
  }

  @Test
  void whenTryingAgainIsHopeless_thenItFailsAtOnce(Broker broker) throws Exception {
    String topic = broker.topic("out", 1);
    try (SinkRun run = SinkRun.fresh(sink(broker, topic), topic)) {
      clients.method = "flush";
      clients.failure = new RecordTooLargeException("too large");
      int made = clients.made.get();
      Pending<Prepared> pending = run.write("a").prepare(1);
      assertThatThrownBy(() -> run.commit(pending))
          .hasMessageContaining("SINK_FAILED")
          .hasMessageContaining("commit checkpoint 1")
          .hasMessageContaining("RecordTooLargeException");
      assertThat(clients.made.get()).isEqualTo(made);
    }
  }
}
