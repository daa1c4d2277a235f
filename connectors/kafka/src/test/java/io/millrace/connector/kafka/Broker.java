package io.millrace.connector.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionListing;

/** One broker and controller on free ports of this machine, as a process of its own. */
final class Broker implements AutoCloseable {
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final long START_SECONDS = 60;

  private final Path directory;
  private final int port = freePort();
  private final int controllerPort = freePort();
  private Process process;

  /** A broker with its data in that directory. */
  Broker(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("server.properties"), properties());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it and waits until it answers. */
  Broker start() throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx400m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            BrokerMain.class.getName(),
            directory.resolve("server.properties").toString(),
            directory.resolve("data").toString());
    builder.environment().put("CLASSPATH", classPath);
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(directory.resolve("broker.log").toFile()));
    process = builder.start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    try (Admin admin = admin()) {
      while (!answers(admin)) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new IllegalStateException(
              "no broker:\n" + Files.readString(directory.resolve("broker.log")));
        }
      }
    }
    return this;
  }

  private static boolean answers(Admin admin) throws InterruptedException {
    try {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** Ends it as a power cut would. */
  void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  String bootstrap() {
    return "127.0.0.1:" + port;
  }

  Admin admin() {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap(),
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            5_000,
            AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            200,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            20_000));
  }

  /** A new topic with a name of its own. */
  String topic(String head, int partitions) throws Exception {
    return topic(head, partitions, Map.of());
  }

  /** A new topic with a name of its own and those settings. */
  String topic(String head, int partitions, Map<String, String> settings) throws Exception {
    String name = head + "-" + NAMES.incrementAndGet();
    try (Admin admin = admin()) {
      NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(settings);
      admin.createTopics(List.of(topic)).all().get();
      awaitKnown(admin, name);
    }
    return name;
  }

  /** The controller has made it; the broker hears of it somewhat later. */
  private static void awaitKnown(Admin admin, String topic) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!known(admin, topic)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("topic " + topic + " was made, but no broker knows it");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static boolean known(Admin admin, String topic) throws InterruptedException {
    try {
      TopicDescription description =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      return description.partitions().stream().allMatch(partition -> partition.leader() != null);
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** The transactions that are open now, of ids that begin so. */
  List<TransactionListing> openTransactions(String head) throws Exception {
    try (Admin admin = admin()) {
      return admin.listTransactions().all().get().stream()
          .filter(each -> each.transactionalId().startsWith(head))
          .filter(each -> !each.state().toString().matches("Complete.*|Empty"))
          .toList();
    }
  }

  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String properties() {
    return String.join(
        "\n",
        "process.roles=broker,controller",
        "node.id=1",
        "controller.quorum.voters=1@127.0.0.1:" + controllerPort,
        "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
        "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
        "inter.broker.listener.name=PLAINTEXT",
        "controller.listener.names=CONTROLLER",
        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs=" + directory.resolve("data").toString().replace("\\", "/"),
        "num.partitions=1",
        "auto.create.topics.enable=false",
        "offsets.topic.replication.factor=1",
        "offsets.topic.num.partitions=1",
        "transaction.state.log.replication.factor=1",
        "transaction.state.log.min.isr=1",
        "transaction.state.log.num.partitions=1",
        "group.initial.rebalance.delay.ms=0",
        // Records of the tests are as old as their times say; the broker would delete them.
        "log.retention.ms=-1",
        "");
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
