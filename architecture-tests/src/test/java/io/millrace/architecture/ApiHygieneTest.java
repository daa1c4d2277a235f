package io.millrace.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Doors that must stay shut, each with the door to use instead. */
final class ApiHygieneTest {
  private static final String[] PROGRAMS = {
    "io.millrace.benchmarks..", "io.millrace.examples..", "io.millrace.conformance.."
  };

  @Test
  void apiIsPlainJava() {
    classes()
        .that()
        .resideInAPackage("io.millrace.api..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.millrace.api..", "java..", "org.jspecify..")
        .because("whoever compiles against the API must not inherit a library")
        .check(OurClasses.ALL);
  }

  @Test
  void oneDoorForPlugins() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.millrace.api.spi.ProviderLoader")
        .should()
        .dependOnClassesThat(assignableTo(ServiceLoader.class))
        .because("providers are found in one place, with one error message: use ProviderLoader")
        .check(OurClasses.ALL);
  }

  @Test
  void noJavaSerialization() {
    noClasses()
        .should()
        .dependOnClassesThat(
            assignableTo(ObjectInputStream.class).or(assignableTo(ObjectOutputStream.class)))
        .because("state must survive a class rename, and no input may choose a class: use Codec")
        .check(OurClasses.ALL);
  }

  @Test
  void oneClock() {
    engineMayNot(
        access(System.class, "currentTimeMillis|nanoTime")
            .or(noArgument(Instant.class, "now"))
            .or(noArgument(LocalDate.class, "now"))
            .or(noArgument(LocalTime.class, "now"))
            .or(noArgument(LocalDateTime.class, "now"))
            .or(noArgument(OffsetDateTime.class, "now"))
            .or(noArgument(ZonedDateTime.class, "now"))
            .or(access(Clock.class, "system.*|tick.*")),
        "a test must be able to own time: ask the TimeSource of the Environment");
  }

  @Test
  void oneSourceOfThreads() {
    engineMayNot(
        access(Thread.class, "<init>|start|sleep|startVirtualThread|ofVirtual|ofPlatform")
            .or(access(LockSupport.class, "park.*"))
            .or(access(Executors.class, ".*"))
            .or(access(ThreadPoolExecutor.class, "<init>"))
            .or(access(ForkJoinPool.class, "<init>|commonPool"))
            .or(access(CompletableFuture.class, "delayedExecutor")),
        "a test must be able to run a whole job in its own thread: ask the Threads of the"
            + " Environment to start, park or sleep");
  }

  @Test
  void oneDoorToTheDisk() {
    engineMayNot(
        access(Files.class, ".*")
            .or(access(FileInputStream.class, "<init>"))
            .or(access(FileOutputStream.class, "<init>"))
            .or(access(RandomAccessFile.class, "<init>"))
            .or(access(FileChannel.class, "open")),
        "a test must be able to tear, fill and lose a disk: ask the FileAccess of the Environment");
  }

  @Test
  void oneSeed() {
    engineMayNot(
        noArgument(Random.class, "<init>")
            .or(access(Math.class, "random"))
            .or(access(ThreadLocalRandom.class, ".*"))
            .or(access(SecureRandom.class, ".*"))
            .or(access(UUID.class, "randomUUID")),
        "a run must be replayable from its seed: ask the Environment for random numbers");
  }

  /**
   * Programs are free: they are the world that the Environment stands for; so is the simulated one.
   */
  private static void engineMayNot(DescribedPredicate<JavaAccess<?>> doThis, String because) {
    noClasses()
        .that()
        .resideOutsideOfPackages(PROGRAMS)
        .and()
        .resideOutsideOfPackage("io.millrace.core.environment..")
        .and()
        .doNotHaveFullyQualifiedName("io.millrace.testkit.UnstartedThreads")
        .and() // it looks for what tests have left on the real machine
        .doNotHaveFullyQualifiedName("io.millrace.testkit.Leftovers")
        .and() // the database reads and writes its files by itself, so its directories are real
        // ones
        .doNotHaveFullyQualifiedName("io.millrace.state.rocksdb.DatabaseDirectory")
        .should()
        .accessTargetWhere(doThis)
        .because(because)
        .check(OurClasses.ALL);
  }

  /** Calls and method references, also through a subclass. {@code <init>} is the constructor. */
  private static DescribedPredicate<JavaAccess<?>> access(Class<?> type, String memberPattern) {
    return DescribedPredicate.describe(
        type.getSimpleName() + "." + memberPattern,
        access ->
            access.getTargetOwner().isAssignableTo(type)
                && access.getTarget().getName().matches(memberPattern));
  }

  private static DescribedPredicate<JavaAccess<?>> noArgument(Class<?> type, String memberPattern) {
    return access(type, memberPattern)
        .and(
            DescribedPredicate.describe(
                "without an argument",
                access ->
                    access.getTarget() instanceof CodeUnitAccessTarget target
                        && target.getRawParameterTypes().isEmpty()));
  }
}
