package io.berth.simulation.report;

import io.berth.simulation.fleet.Curve;
import io.berth.simulation.fleet.FleetOptions;
import io.berth.simulation.fleet.FleetResult;
import java.util.List;
import java.util.Locale;

/// Pods with an address over time as an SVG drawing: a curve for each policy, and the line that no
/// policy can be left of.
public final class FleetPlot {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 480;
  private static final int LEFT = 90;
  private static final int RIGHT = 30;
  private static final int TOP = 60;
  private static final int BOTTOM = 60;
  private static final int TICKS = 6;
  private static final int CURVE_POINTS = 400;

  /// Colours that can be told apart in print and by colour-blind readers (Okabe and Ito).
  private static final List<String> COLOURS = List.of("#0072b2", "#d55e00");

  private FleetPlot() {}

  /// @param results one or two, of this fleet
  public static String of(FleetOptions options, List<FleetResult> results) {
    long bound = results.getFirst().lowerBoundMillis();
    long longest = bound;
    for (FleetResult result : results) {
      longest = Math.max(longest, result.endedMillis());
    }
    double seconds = Math.max(longest, 1_000) / 1_000.0;
    int pods = results.getFirst().pods();
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                + " font-size=\"13\">",
            WIDTH,
            HEIGHT));
    add(svg, String.format(Locale.ROOT, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>"));
    add(
        svg,
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"26\" font-size=\"16\">%,d nodes of %s, %d pods each: pods with an"
                + " address</text>",
            LEFT,
            options.nodes(),
            options.limits().instanceType(),
            options.podsPerNode()));
    axes(svg, seconds, pods);
    double x = x(bound / 1_000.0, seconds);
    add(
        svg,
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#666\""
                + " stroke-dasharray=\"5 4\"/>",
            x,
            TOP,
            x,
            HEIGHT - BOTTOM));
    add(
        svg,
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"end\" fill=\"#666\">least that the buckets allow:"
                + " %s</text>",
            x - 6,
            HEIGHT - BOTTOM - 8,
            Durations.text(bound)));
    for (int i = 0; i < results.size(); i++) {
      curve(svg, results.get(i), COLOURS.get(i % COLOURS.size()), i, seconds, pods);
    }
    add(svg, "</svg>");
    return svg.toString();
  }

  private static void axes(StringBuilder svg, double seconds, int pods) {
    for (int i = 0; i <= TICKS; i++) {
      double second = seconds * i / TICKS;
      long pod = Math.round((double) pods * i / TICKS);
      double x = x(second, seconds);
      double y = y((double) pod, pods);
      add(
          svg,
          String.format(
              Locale.ROOT,
              "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#ddd\"/>",
              x,
              TOP,
              x,
              HEIGHT - BOTTOM));
      add(
          svg,
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              x,
              HEIGHT - BOTTOM + 20,
              Durations.text(Math.round(second * 1_000))));
      add(
          svg,
          String.format(
              Locale.ROOT,
              "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ddd\"/>",
              LEFT,
              y,
              WIDTH - RIGHT,
              y));
      add(
          svg,
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%,d</text>",
              LEFT - 8,
              y + 4,
              pod));
    }
    add(
        svg,
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">time since the first node started</text>",
            (LEFT + WIDTH - RIGHT) / 2,
            HEIGHT - 16));
  }

  private static void curve(
      StringBuilder svg, FleetResult result, String colour, int index, double seconds, int pods) {
    StringBuilder points = new StringBuilder();
    for (Curve.Point point : result.curve().points(CURVE_POINTS)) {
      points.append(
          String.format(
              Locale.ROOT, "%.1f,%.1f ", x(point.second(), seconds), y(point.pods(), pods)));
    }
    add(
        svg,
        String.format(
            Locale.ROOT,
            "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2.5\" points=\"%s\"/>",
            colour,
            points.toString().strip()));
    add(
        svg,
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s: %s</text>",
            LEFT + index * 330,
            TOP - 12,
            colour,
            result.policy().label(),
            result.isComplete()
                ? "all after " + Durations.text(result.endedMillis())
                : "not all after " + Durations.text(result.endedMillis())));
  }

  private static double x(double second, double seconds) {
    return LEFT + Math.min(second / seconds, 1) * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double pod, int pods) {
    return HEIGHT - BOTTOM - pod / pods * (HEIGHT - TOP - BOTTOM);
  }

  private static void add(StringBuilder svg, String line) {
    svg.append(line).append('\n');
  }
}
