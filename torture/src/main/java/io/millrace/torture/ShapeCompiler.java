package io.millrace.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the program of T19 with one version of its types, for a class loader of its own. */
final class ShapeCompiler {
  private static final String PROGRAM = "/evolution/Program.java.txt";
  private static final String HEAD =
      """
      package shape;
      import io.millrace.api.codec.*;
      import java.util.*;
      import org.jspecify.annotations.Nullable;
      public final class Shape {
      """;

  private ShapeCompiler() {}

  /** The loader of the program with these members of its class {@code Shape}. */
  static URLClassLoader compile(String members, Path directory) throws IOException {
    Files.createDirectories(directory);
    Path shape = directory.resolve("Shape.java");
    Path program = directory.resolve("Program.java");
    Files.writeString(shape, HEAD + members + "}\n");
    try (InputStream in = ShapeCompiler.class.getResourceAsStream(PROGRAM)) {
      if (in == null) {
        throw new IllegalStateException(PROGRAM + " is not on the class path");
      }
      Files.writeString(program, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException("this Java has no compiler: run T19 on a JDK");
    }
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of(
                      "-proc:none",
                      "-cp",
                      System.getProperty("java.class.path"),
                      "-d",
                      directory.toString()),
                  null,
                  files.getJavaFileObjects(shape, program))
              .call();
      if (!compiled) {
        throw new IllegalStateException("the program of T19 does not compile:\n" + messages);
      }
    }
    return new URLClassLoader(
        new URL[] {directory.toUri().toURL()}, ShapeCompiler.class.getClassLoader());
  }
}
