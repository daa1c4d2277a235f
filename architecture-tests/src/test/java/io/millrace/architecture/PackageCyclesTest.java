package io.millrace.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import org.junit.jupiter.api.Test;

/** Packages of one module have an order; a cycle means that two of them are one. */
final class PackageCyclesTest {
  @Test
  void apiPackagesAreFreeOfCycles() {
    slices()
        .matching("io.millrace.api.(*)..")
        .should()
        .beFreeOfCycles()
        .because("move the shared type to the lower package, or merge the two")
        .check(OurClasses.ALL);
  }

  @Test
  void corePackagesAreFreeOfCycles() {
    slices()
        .matching("io.millrace.core.(*)..")
        .should()
        .beFreeOfCycles()
        .because("let the lower package own an interface that the upper one implements")
        .check(OurClasses.ALL);
  }
}
