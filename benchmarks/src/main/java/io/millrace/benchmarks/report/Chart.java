package io.millrace.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler;

/** Bars of events a second, logarithmic, for each workload and engine. Stateless. */
final class Chart {
  private static final int WIDTH_EACH = 90;
  private static final int WIDTH_LEAST = 700;
  private static final int HEIGHT = 520;

  private Chart() {}

  static void write(Map<String, List<Measurement>> workloads, Measurement.Clock clock, Path file)
      throws IOException {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(Math.max(WIDTH_LEAST, WIDTH_EACH * workloads.size()))
            .height(HEIGHT)
            .title("Millions of events a second (logarithmic)")
            .theme(Styler.ChartTheme.XChart)
            .build();
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setXAxisLabelRotation(45);
    chart.getStyler().setAvailableSpaceFill(0.85);
    List<String> names = List.copyOf(workloads.keySet());
    Set<String> engines = new LinkedHashSet<>();
    workloads.values().forEach(all -> all.forEach(m -> engines.add(m.engine())));
    for (String engine : engines) {
      List<Double> rates = new ArrayList<>();
      for (List<Measurement> workload : workloads.values()) {
        double rate = Lines.rate(workload, engine, clock) / 1e6;
        rates.add(rate == 0 ? null : rate);
      }
      if (rates.stream().anyMatch(rate -> rate != null)) {
        chart.addSeries(engine, names, rates);
      }
    }
    // Bars begin at 0 unless told otherwise, which a logarithm has not.
    chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(least(workloads, clock)))));
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private static double least(Map<String, List<Measurement>> workloads, Measurement.Clock clock) {
    return workloads.values().stream()
        .flatMap(List::stream)
        .filter(Measurement::there)
        .mapToDouble(m -> m.median(clock) / 1e6)
        .min()
        .orElse(1);
  }
}
