package io.millrace.examples;

import io.millrace.examples.demo.DemoRun;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Millrace at work on real data: windows, a join, state with timers, and why. */
@Command(
    name = "demo",
    sortOptions = false,
    description = {
      "Replays real data through three flows in one job: a web server's log in windows of four"
          + " kinds, departures joined with arrivals, alarms from a machine's temperature.",
      "Shows how it goes, what came out, the engine's report, and why events were late."
    })
public final class Demo implements Callable<Integer> {
  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Replay for about that long (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "0",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Replay exactly that often, however long it takes.")
  private long rounds;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "2",
      description = "How many workers share the work (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Where the data lies, if not in this repository's examples/data.")
  private Path data = Path.of("examples", "data");

  @Option(names = "--redraw", hidden = true, description = "The output is a terminal.")
  private boolean redraw;

  @SuppressWarnings("UnusedVariable") // Picocli prints the help when it sets this.
  @Option(names = "--help", usageHelp = true, description = "Show this.")
  private boolean help;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs the demo; {@code --help} tells its options. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Demo()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (seconds < 1 || rounds < 0 || parallelism < 1) {
      throw new ParameterException(
          spec.commandLine(), "--seconds and --parallelism must be 1 or more, --rounds 0 or more.");
    }
    DemoRun.Settings settings = new DemoRun.Settings(data, seconds, rounds, parallelism, redraw);
    return new DemoRun(settings, System.out).run() ? 0 : 1;
  }
}
