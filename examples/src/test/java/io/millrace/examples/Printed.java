package io.millrace.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Runs a program and gives what it printed, with line ends of one kind. */
final class Printed {
  /** A main method. */
  interface Program {
    void main(String[] args) throws Exception;
  }

  private Printed() {}

  static String by(Program program, String... args) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      program.main(args);
    } catch (Exception e) {
      throw new AssertionError("the program failed", e);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
