package io.millrace.architecture;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The arrows between modules, as ARCHITECTURE.md draws them. A new module must be placed here. */
final class ModuleArrowsTest {
  /** Raise it as the code grows: a rule over nothing passes. */
  private static final int CLASSES_AT_LEAST = 100;

  @Test
  void weLookedAtSomething() {
    assertThat(OurClasses.ALL.size()).as("classes found").isGreaterThan(CLASSES_AT_LEAST);
  }

  @Test
  void arrowsPointDown() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("io.millrace..")
        .layer("api")
        .definedBy("io.millrace.api..")
        .layer("core")
        .definedBy("io.millrace.core..")
        .layer("state.memory")
        .definedBy("io.millrace.state.memory..")
        .layer("state.rocksdb")
        .definedBy("io.millrace.state.rocksdb..")
        .layer("windowing")
        .definedBy("io.millrace.windowing..")
        .layer("joins")
        .definedBy("io.millrace.joins..")
        .layer("stream-engine")
        .definedBy("io.millrace.engine..")
        .layer("connector.files")
        .definedBy("io.millrace.connector.files..")
        .layer("connector.kafka")
        .definedBy("io.millrace.connector.kafka..")
        .layer("connector.jdbc")
        .definedBy("io.millrace.connector.jdbc..")
        .layer("testkit")
        .definedBy("io.millrace.testkit..")
        .layer("inspector")
        .definedBy("io.millrace.inspector..")
        .layer("conformance")
        .definedBy("io.millrace.conformance..")
        .layer("examples")
        .definedBy("io.millrace.examples..")
        .layer("benchmarks")
        .definedBy("io.millrace.benchmarks..")
        .whereLayer("api")
        .mayNotAccessAnyLayer()
        .whereLayer("core")
        .mayOnlyAccessLayers("api")
        .whereLayer("state.memory")
        .mayOnlyAccessLayers("api")
        .whereLayer("state.rocksdb")
        .mayOnlyAccessLayers("api")
        .whereLayer("windowing")
        .mayOnlyAccessLayers("api")
        .whereLayer("joins")
        .mayOnlyAccessLayers("api")
        .whereLayer("stream-engine")
        .mayOnlyAccessLayers("api", "windowing")
        .whereLayer("connector.files")
        .mayOnlyAccessLayers("api")
        .whereLayer("connector.kafka")
        .mayOnlyAccessLayers("api")
        .whereLayer("connector.jdbc")
        .mayOnlyAccessLayers("api")
        .whereLayer("testkit")
        .mayOnlyAccessLayers("api")
        .whereLayer("inspector")
        .mayOnlyAccessLayers("api")
        .whereLayer("conformance")
        .mayOnlyAccessLayers("api", "windowing", "joins", "connector.files")
        .whereLayer("examples")
        .mayOnlyAccessLayers(
            "api", "windowing", "joins", "connector.files", "connector.jdbc", "stream-engine")
        .whereLayer("benchmarks")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("core")
        .mayOnlyBeAccessedByLayers("benchmarks")
        .ensureAllClassesAreContainedInArchitecture()
        .because("who sees less can be changed, replaced and tested alone")
        .check(OurClasses.ALL);
  }
}
