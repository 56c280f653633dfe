package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.Util;
import io.jenkins.plugins.awsreleasestages.stage.Figures;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of releases over each of the periods, as pages and programs read them. */
public record FiguresTable(List<Figures> periods) {

    static FiguresTable of(Collection<Figures.Of> stages, Instant now) {
        return new FiguresTable(Figures.PERIODS.stream()
                .map(days -> Figures.of(stages, days, now))
                .toList());
    }

    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("figures", periods.stream().map(Figures::plain).toList());
        return facts;
    }

    // Read by the page.

    public List<Row> getRows() {
        return Figures.DEFINITIONS.stream()
                .map(definition -> new Row(
                        definition,
                        periods.stream()
                                .map(figures -> text(figures, definition.name()))
                                .toList()))
                .toList();
    }

    /** A figure over all periods. */
    public record Row(Figures.Definition definition, List<String> cells) {}

    static String text(Figures figures, String name) {
        return switch (name) {
            case "deployments" -> figures.deployments() + number(" (%.1f a day)", figures.deploymentsPerDay());
            case "leadTime" -> text(figures.leadTime());
            case "changeFailureRate" -> text(figures.changeFailureRate());
            case "timeToRestore" -> text(figures.timeToRestore());
            case "duration" -> text(figures.duration());
            case "waiting" -> text(figures.waiting());
            default -> throw new IllegalArgumentException("No figure: " + name);
        };
    }

    private static String text(Figures.Spread spread) {
        return spread.count() == 0
                ? "–"
                : Util.getTimeSpanString(spread.median().toMillis()) + " (90 %: "
                        + Util.getTimeSpanString(spread.ninety().toMillis()) + ")";
    }

    private static String text(Figures.Share share) {
        return share.percent() == null
                ? "–"
                : number("%.0f %%", share.percent()) + " (" + share.count() + " of " + share.of() + ")";
    }

    private static String number(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }
}
