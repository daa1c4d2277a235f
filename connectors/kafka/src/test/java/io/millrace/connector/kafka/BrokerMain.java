package io.millrace.connector.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A broker as a program: formats its directory the first time, then serves until its standard input
 * ends, so that it never outlives the tests.
 */
final class BrokerMain {
  private BrokerMain() {}

  /** Takes the properties file and the directory of the data. */
  public static void main(String[] args) throws Exception {
    Thread parent = new Thread(BrokerMain::endWithParent, "parent");
    parent.setDaemon(true);
    parent.start();
    if (!Files.exists(Path.of(args[1], "meta.properties"))) {
      String[] format = {"format", "-t", "bWlsbHJhY2UtdGVzdHMxMg", "-c", args[0]};
      int status = kafka.tools.StorageTool.execute(format, System.out);
      if (status != 0) {
        Runtime.getRuntime().halt(status);
      }
    }
    kafka.Kafka.main(new String[] {args[0]});
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nobody writes anything.
      }
    } catch (IOException e) {
      System.err.println("standard input is gone");
    }
    Runtime.getRuntime().halt(0);
  }
}
