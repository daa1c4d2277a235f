package io.millrace.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * T19: a program is compiled twice, with its records before and after a change. The first writes a
 * savepoint that holds windows, joins, every kind of state, timers, broadcast state and calls in
 * flight; the second goes on from it, writes a savepoint of its own, and goes on from that with the
 * other backend. Each value must be what the change makes of it, or the state is refused before
 * anything happens.
 */
final class EvolutionTest implements TortureTest {
  @Override
  public String about() {
    return "records that change between two versions of a program, or are refused";
  }

  @Override
  public Verdict run(Settings settings) throws Exception {
    List<SchemaChange> changes = changes();
    Map<EvolutionRun.Outcome, Integer> outcomes = new EnumMap<>(EvolutionRun.Outcome.class);
    try (ShapeCompiler.Programs programs =
        ShapeCompiler.compile(changes, settings.work().resolve("programs"))) {
      runAll(changes, programs, settings, outcomes);
    }
    int stored = 0;
    for (StoredCheckpoints.Stored checkpoint : StoredCheckpoints.all()) {
      if (settings.backends().contains(checkpoint.backend())) {
        stored++;
        Path work = Files.createDirectories(settings.work().resolve(checkpoint.name()));
        take(
            "stored by " + checkpoint.version(),
            checkpoint.backend(),
            StoredCheckpoints.goOn(checkpoint, settings.backends(), work, settings.seed()),
            outcomes);
      }
    }
    return verdict(changes.size(), settings.backends().size(), stored, outcomes);
  }

  private static void runAll(
      List<SchemaChange> changes,
      ShapeCompiler.Programs programs,
      Settings settings,
      Map<EvolutionRun.Outcome, Integer> outcomes)
      throws Exception {
    for (int i = 0; i < changes.size(); i++) {
      for (String backend : settings.backends()) {
        Path work = Files.createDirectories(settings.work().resolve(i + "-" + backend));
        SchemaChange change = changes.get(i);
        take(
            change.name(),
            backend,
            new EvolutionRun(
                    change, programs, backend, settings.backends(), work, settings.seed() + i)
                .run(),
            outcomes);
      }
    }
  }

  private static void take(
      String name,
      String backend,
      EvolutionRun.Result result,
      Map<EvolutionRun.Outcome, Integer> outcomes) {
    outcomes.merge(result.outcome(), 1, Integer::sum);
    System.out.printf("  %-45s %-8s %s: %s%n", name, backend, result.outcome(), result.told());
  }

  private static Verdict verdict(
      int kinds, int backends, int stored, Map<EvolutionRun.Outcome, Integer> outcomes) {
    int migrated = outcomes.getOrDefault(EvolutionRun.Outcome.MIGRATED, 0);
    int refused = outcomes.getOrDefault(EvolutionRun.Outcome.REFUSED, 0);
    int accepted = outcomes.getOrDefault(EvolutionRun.Outcome.SILENTLY_ACCEPTED, 0);
    int wrong = outcomes.getOrDefault(EvolutionRun.Outcome.WRONG, 0);
    return new Verdict()
        .count("kinds", kinds)
        .count("backends", backends)
        .count("stored", stored)
        .count("migrated", migrated)
        .count("refused", refused)
        .count("silentAccepts", accepted)
        .count("wrong", wrong)
        .require(
            migrated + refused == kinds * backends + stored,
            "each was migrated or refused, as it should be")
        .require(stored > 0, "there are stored checkpoints of the backends asked for")
        .require(accepted == 0, "nothing was accepted that should be refused")
        .require(wrong == 0, "every value is what the change makes of it");
  }

  private static List<SchemaChange> changes() {
    return Stream.of(
            ComponentChanges.all(),
            NumberChanges.all(),
            NestedChanges.all(),
            KeyChanges.all(),
            OperatorChanges.all(),
            RefusedChanges.all())
        .flatMap(List::stream)
        .toList();
  }
}
