package io.millrace.torture;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** One broker and controller on free ports, as a process of its own that can be killed. */
final class KafkaBroker implements AutoCloseable {
  private static final long START_SECONDS = 120;

  private final Path directory;
  private final int port;
  private @Nullable Process process;

  KafkaBroker(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.port = freePort();
    int controller = freePort();
    Files.write(
        directory.resolve("server.properties"),
        List.of(
            "process.roles=broker,controller",
            "node.id=1",
            "controller.quorum.voters=1@127.0.0.1:" + controller,
            "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
            "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
            "inter.broker.listener.name=PLAINTEXT",
            "controller.listener.names=CONTROLLER",
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs=" + directory.resolve("data").toString().replace("\\", "/"),
            "auto.create.topics.enable=false",
            "offsets.topic.replication.factor=1",
            "offsets.topic.num.partitions=1",
            "transaction.state.log.replication.factor=1",
            "transaction.state.log.min.isr=1",
            "transaction.state.log.num.partitions=1",
            // Nothing is deleted while it is counted, whatever the times of results say.
            "log.retention.ms=-1"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /** Starts it, on what it had written before, and waits until it answers. */
  void start() throws Exception {
    String settings = directory.resolve("server.properties").toString();
    if (!Files.exists(directory.resolve("data").resolve("meta.properties"))) {
      int status =
          java("kafka.tools.StorageTool", "format", "-t", "bWlsbHJhY2UtdGVzdHMxMg", "-c", settings)
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException("no broker, see " + directory.resolve("log"));
      }
    }
    Process started = java("kafka.Kafka", settings);
    process = started;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    try (Admin admin = admin()) {
      while (!answers(admin)) {
        if (!started.isAlive() || System.nanoTime() > end) {
          throw new IllegalStateException("no broker, see " + directory.resolve("log"));
        }
      }
    }
  }

  private Process java(String main, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", main));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
    Process child = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(child::destroyForcibly));
    return child;
  }

  private static boolean answers(Admin admin) throws InterruptedException {
    try {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      return false;
    }
  }

  private Admin admin() {
    return Admin.create(
        Map.of(
            "bootstrap.servers",
            bootstrap(),
            "request.timeout.ms",
            5_000,
            "reconnect.backoff.max.ms",
            200,
            "default.api.timeout.ms",
            30_000));
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  void create(String topic, int partitions) throws Exception {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
    }
  }

  /** How many transactions of such ids are open. */
  int openTransactions(String head) throws Exception {
    try (Admin admin = admin()) {
      return (int)
          admin.listTransactions().all().get().stream()
              .filter(each -> each.transactionalId().startsWith(head))
              .filter(each -> !each.state().toString().matches("Complete.*|Empty"))
              .count();
    }
  }

  /** What a reader of committed records sees, up to where the topic ends now. */
  List<String> committed(String topic) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap());
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    List<String> found = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = ends(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> found.add(record.value()));
      }
    }
    return found;
  }

  /** Of the log: a commit returns before the partitions have its mark. */
  private Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap()),
            new StringDeserializer(),
            new StringDeserializer())) {
      return consumer.endOffsets(partitions);
    }
  }

  /** Writes numbers into a topic at a steady rate until it is told that it is over. */
  Feeder feeder(String topic, int partitions, int perSecond, AtomicBoolean over) {
    return new Feeder(
        CompletableFuture.supplyAsync(() -> feed(topic, partitions, perSecond, over)));
  }

  /** A feeder that runs. */
  record Feeder(CompletableFuture<Long> written) {
    /** How much it has written once it was told to stop. */
    long await() {
      return written.join();
    }
  }

  private long feed(String topic, int partitions, int perSecond, AtomicBoolean over) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap());
    // Outlives the broker's absences: what is counted as written must be there.
    settings.put("delivery.timeout.ms", 600_000);
    settings.put("max.block.ms", 600_000);
    long written = 0;
    AtomicBoolean failed = new AtomicBoolean();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      long start = System.nanoTime();
      while (!over.get()) {
        ProducerRecord<String, String> record =
            new ProducerRecord<>(
                topic, (int) (written % partitions), null, null, Long.toString(written));
        Future<RecordMetadata> unused =
            producer.send(record, (metadata, e) -> failed.compareAndSet(false, e != null));
        written++;
        long due = start + written * TimeUnit.SECONDS.toNanos(1) / perSecond;
        while (System.nanoTime() < due && !over.get()) {
          java.util.concurrent.locks.LockSupport.parkNanos(due - System.nanoTime());
        }
      }
    }
    if (failed.get()) {
      throw new IllegalStateException("the input could not be written");
    }
    return written;
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
