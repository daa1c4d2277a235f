package io.millrace.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the program of T19 with all versions of its types, each in a package of its own. */
final class ShapeCompiler {
  private static final String PROGRAM = "/evolution/Program.java.txt";
  private static final String PACKAGE = "package shape;";
  private static final String HEAD =
      """
      package shape;
      import io.millrace.api.aggregate.*;
      import io.millrace.api.codec.*;
      import java.time.Duration;
      import java.util.*;
      import org.jspecify.annotations.Nullable;
      public final class Shape {
      """;

  private ShapeCompiler() {}

  /** The programs before and after each of some changes. */
  record Programs(List<SchemaChange> changes, URLClassLoader classes) implements AutoCloseable {
    /** The program that writes the state. */
    Class<?> before(SchemaChange change) throws ClassNotFoundException {
      return program("before", changes.indexOf(change));
    }

    /** The program that reads it. */
    Class<?> after(SchemaChange change) throws ClassNotFoundException {
      return program("after", changes.indexOf(change));
    }

    private Class<?> program(String version, int change) throws ClassNotFoundException {
      return classes.loadClass("shape." + version + change + ".Program");
    }

    @Override
    public void close() throws IOException {
      classes.close();
    }
  }

  /** The programs, compiled into a directory in one go: starting the compiler is what costs. */
  static Programs compile(List<SchemaChange> changes, Path directory) throws IOException {
    String program;
    try (InputStream in = ShapeCompiler.class.getResourceAsStream(PROGRAM)) {
      if (in == null) {
        throw new IllegalStateException(PROGRAM + " is not on the class path");
      }
      program = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Path> sources = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      write("before" + i, changes.get(i).before(), program, directory, sources);
      write("after" + i, changes.get(i).after(), program, directory, sources);
    }
    compileAll(sources, directory);
    URL[] path = {directory.toUri().toURL()};
    return new Programs(changes, new URLClassLoader(path, ShapeCompiler.class.getClassLoader()));
  }

  private static void write(
      String version, String members, String program, Path directory, List<Path> sources)
      throws IOException {
    Path target = Files.createDirectories(directory.resolve("shape").resolve(version));
    String named = "package shape." + version + ";";
    Path shape = target.resolve("Shape.java");
    Files.writeString(shape, HEAD.replace(PACKAGE, named) + members + "}\n");
    sources.add(shape);
    Path main = target.resolve("Program.java");
    Files.writeString(main, program.replace(PACKAGE, named));
    sources.add(main);
  }

  private static void compileAll(List<Path> sources, Path directory) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException("this Java has no compiler: run T19 on a JDK");
    }
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-cp",
              System.getProperty("java.class.path"),
              "-d",
              directory.toString());
      Boolean compiled =
          compiler
              .getTask(
                  messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!compiled) {
        throw new IllegalStateException("the programs of T19 do not compile:\n" + messages);
      }
    }
  }
}
