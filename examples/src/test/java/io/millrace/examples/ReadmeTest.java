package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README shows a program and what it prints; both must be true. */
class ReadmeTest {
  private static final String PACKAGE = "package io.millrace.examples;\n\n";

  @Test
  void whenTheReadmeShowsAProgram_thenItIsFirstPipelineWordForWord() throws IOException {
    String source = read(Path.of("src/main/java/io/millrace/examples/FirstPipeline.java"));
    assertThat(source).startsWith(PACKAGE);
    assertThat(block("```java\n")).isEqualTo(source.substring(PACKAGE.length()));
  }

  @Test
  void whenTheReadmeShowsOutput_thenThatIsWhatIsPrinted() throws IOException {
    assertThat(block("```text\n")).isEqualTo(Printed.by(FirstPipeline::main));
  }

  /** The first block of the README that begins so. */
  private static String block(String fence) throws IOException {
    String readme = read(Path.of("../README.md"));
    int start = readme.indexOf(fence);
    assertThat(start).as("a block %s in README.md", fence.strip()).isNotNegative();
    int end = readme.indexOf("```\n", start + fence.length());
    return readme.substring(start + fence.length(), end);
  }

  private static String read(Path path) throws IOException {
    return Files.readString(path).replace("\r\n", "\n");
  }
}
