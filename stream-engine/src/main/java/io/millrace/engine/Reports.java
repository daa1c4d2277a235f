package io.millrace.engine;

import io.millrace.api.environment.TimeSource;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.DeadLetter;
import io.millrace.api.report.JobReport;
import io.millrace.api.report.OperatorReport;
import io.millrace.api.report.SplitReport;
import io.millrace.api.time.EventTimes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads metrics and reports from what counts: the topics and the reports of the jobs. Keeps
 * nothing.
 */
final class Reports {
  private final Registry registry;
  private final TimeSource time;

  Reports(Registry registry, TimeSource time) {
    this.registry = registry;
    this.time = time;
  }

  StreamMetrics stream(String id) {
    return stream(id, registry.stream(id), registry.attachments());
  }

  private StreamMetrics stream(
      String id, Registry.NamedStream stream, List<Attachment> attachments) {
    Topic.Counts counts = stream.topic().counts();
    List<ProcessorMetrics> processors = new ArrayList<>();
    List<WindowMetrics> windows = new ArrayList<>();
    List<SplitReport> splits = new ArrayList<>();
    for (Attachment attachment : attachments) {
      if (attachment.inputs().contains(id)) {
        JobReport report = attachment.job().report();
        report.splits().stream().filter(split -> split.split().equals(id)).forEach(splits::add);
        addMetrics(attachment, report, processors, windows);
      }
    }
    Map<String, Long> lost = new LinkedHashMap<>();
    lost.put("late", counts.late());
    lost.put("dropped oldest", counts.droppedOldest());
    lost.put("dropped newest", counts.droppedNewest());
    lost.put("refused", counts.refused());
    return new StreamMetrics(
        id,
        stream.metadata(),
        counts.total(),
        counts.waiting(),
        counts.processed(),
        lost,
        counts.watermarkMs(),
        lag(counts.watermarkMs()),
        processors.size(),
        processors,
        windows,
        splits);
  }

  private long lag(long watermarkMs) {
    return watermarkMs == EventTimes.MIN
        ? -1
        : Math.max(0, EventTimes.minus(time.wallMillis(), watermarkMs));
  }

  private static void addMetrics(
      Attachment attachment,
      JobReport report,
      List<ProcessorMetrics> processors,
      List<WindowMetrics> windows) {
    OperatorReport operator = report.operator(attachment.id());
    if (operator == null) {
      return;
    }
    if (attachment.kind() == Attachment.Kind.PROCESSOR) {
      processors.add(processor(attachment, report, operator));
    } else if (attachment.kind() == Attachment.Kind.WINDOW) {
      windows.add(window(attachment, report, operator));
    }
  }

  private static ProcessorMetrics processor(
      Attachment attachment, JobReport report, OperatorReport operator) {
    List<DeadLetter<?>> dead = attachment.kept().dead().list();
    return new ProcessorMetrics(
        attachment.id(),
        attachment.inputs().get(0),
        report.status(),
        operator.in(),
        operator.out(),
        operator.filtered(),
        operator.dead(),
        dead.isEmpty() ? failure(attachment) : dead.get(dead.size() - 1).cause());
  }

  private static @Nullable String failure(Attachment attachment) {
    MillraceException failure = attachment.failure();
    return failure == null ? null : failure.getMessage();
  }

  private static WindowMetrics window(
      Attachment attachment, JobReport report, OperatorReport operator) {
    WindowView view = attachment.kept().windows();
    return new WindowMetrics(
        attachment.id(),
        attachment.inputs().get(0),
        view == null ? "" : view.shape(),
        report.status(),
        operator.in(),
        operator.openWindows(),
        view == null ? 0 : view.firedCount(),
        operator.late(),
        operator.keys(),
        operator.stateBytes(),
        failure(attachment));
  }

  private static JoinMetrics join(
      Attachment attachment, StreamJoin join, JobReport report, OperatorReport operator) {
    return new JoinMetrics(
        join.joinId(),
        join.leftStreamId(),
        join.rightStreamId(),
        join.joinKey(),
        EventTimes.millis(join.within()),
        report.status(),
        operator.in(),
        operator.emitted(),
        report.operators().stream().mapToLong(OperatorReport::filtered).sum(),
        operator.late(),
        operator.keys(),
        operator.stateBytes(),
        failure(attachment));
  }

  ProcessingReport report(boolean background, GlobalState state) {
    Map<String, Registry.NamedStream> named = registry.streams();
    List<Attachment> attachments = registry.attachments();
    List<StreamMetrics> streams = new ArrayList<>();
    named.forEach((id, stream) -> streams.add(stream(id, stream, attachments)));
    List<StreamMetrics> created =
        streams.stream().filter(stream -> !derived(named, stream.streamId())).toList();
    List<ProcessorMetrics> processors = new ArrayList<>();
    List<WindowMetrics> windows = new ArrayList<>();
    List<JoinMetrics> joins = new ArrayList<>();
    List<OperatorReport> operators = new ArrayList<>();
    for (Attachment attachment : attachments) {
      JobReport report = attachment.job().report();
      operators.addAll(report.operators());
      addMetrics(attachment, report, processors, windows);
      OperatorReport operator = report.operator(attachment.id());
      StreamJoin join = attachment.kept().join();
      if (operator != null && join != null) {
        joins.add(join(attachment, join, report, operator));
      }
    }
    return new ProcessingReport(
        new ProcessingReport.Summary(
            background ? "background" : "manual",
            created.size(),
            processors.size(),
            windows.size(),
            joins.size(),
            created.stream().mapToLong(StreamMetrics::totalEvents).sum(),
            created.stream().mapToLong(StreamMetrics::processedEvents).sum()),
        streams,
        processors,
        windows,
        joins,
        lost(created, operators),
        new ProcessingReport.StateSize(state.size(), state.bytes()));
  }

  private static boolean derived(Map<String, Registry.NamedStream> named, String id) {
    Registry.NamedStream stream = named.get(id);
    return stream != null && stream.derived();
  }

  private static Map<String, Long> lost(
      List<StreamMetrics> streams, List<OperatorReport> operators) {
    Map<String, Long> lost = new LinkedHashMap<>();
    lost.put("late", sum(operators, OperatorReport::late));
    lost.put("filtered", sum(operators, OperatorReport::filtered));
    lost.put("no window", sum(operators, OperatorReport::noWindow));
    lost.put("dead", sum(operators, OperatorReport::dead));
    lost.put("expired", sum(operators, OperatorReport::expired));
    for (String reason : List.of("dropped oldest", "dropped newest", "refused")) {
      lost.put(reason, streams.stream().mapToLong(s -> s.lost().getOrDefault(reason, 0L)).sum());
    }
    return lost;
  }

  private static long sum(List<OperatorReport> operators, ToLongFunction<OperatorReport> number) {
    return operators.stream().mapToLong(number).sum();
  }
}
