package io.millrace.benchmarks.flink;

import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.Contender;
import io.millrace.benchmarks.workloads.Round;
import io.millrace.benchmarks.workloads.RoundServer;
import io.millrace.benchmarks.workloads.Shape;
import io.millrace.benchmarks.workloads.Tick;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;

/** Apache Flink's SQL, which shares slices between sliding windows. */
public final class FlinkSqlContender implements Contender {
  /** Stateless. */
  public FlinkSqlContender() {}

  /** Serves rounds. */
  public static void main(String[] args) throws IOException {
    RoundServer.serve(new FlinkSqlContender());
  }

  @Override
  public String version() {
    return "Apache Flink " + EnvironmentInformation.getVersion() + ", SQL";
  }

  @Override
  public Reads reads(Case what) {
    return Reads.ALL;
  }

  @Override
  public String cannot(Case what, int parallelism) {
    return what.shape() == Shape.SLIDING_SUM || what.shape() == Shape.SLIDING_MAX
        ? ""
        : "SQL is measured with sliding windows only";
  }

  @Override
  public String run(Round round, Settings settings) throws Exception {
    Case what = round.prepared().what();
    StreamExecutionEnvironment environment = FlinkContender.environment(round, settings);
    StreamTableEnvironment tables = StreamTableEnvironment.create(environment);
    tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
    DataStream<Row> ticks =
        new FlinkJobs(environment, what)
            .ticks()
            .map(
                (Tick tick) -> Row.of(tick.key(), tick.value()),
                Types.ROW_NAMED(new String[] {"k", "v"}, Types.LONG, Types.LONG));
    tables.createTemporaryView(
        "ticks",
        ticks,
        Schema.newBuilder()
            .column("k", DataTypes.BIGINT().notNull())
            .column("v", DataTypes.BIGINT().notNull())
            .columnByMetadata("event_time", DataTypes.TIMESTAMP_LTZ(3), "rowtime")
            .watermark("event_time", "SOURCE_WATERMARK()")
            .build());
    String function = what.shape() == Shape.SLIDING_SUM ? "SUM" : "MAX";
    String size =
        what.sizeMs() % 60_000 == 0
            ? "INTERVAL '" + what.sizeMs() / 60_000 + "' MINUTE"
            : "INTERVAL '" + what.sizeMs() / 1000 + "' SECOND";
    String query =
        "SELECT k, window_start, window_end, "
            + function
            + "(v) FROM TABLE(HOP(TABLE ticks, DESCRIPTOR(event_time), INTERVAL '1' SECOND, "
            + size
            + ")) GROUP BY k, window_start, window_end";
    tables
        .toDataStream(tables.sqlQuery(query))
        .sinkTo(
            new ChecksumSink<>(
                (row, to) ->
                    to.add(
                        (Long) row.getField(0),
                        millis(row.getField(1)),
                        millis(row.getField(2)),
                        0,
                        (Long) row.getField(3))));
    environment.execute();
    return "";
  }

  private static long millis(Object time) {
    return ((LocalDateTime) time).toInstant(ZoneOffset.UTC).toEpochMilli();
  }
}
