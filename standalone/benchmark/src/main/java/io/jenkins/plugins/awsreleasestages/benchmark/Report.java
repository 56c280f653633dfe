package io.jenkins.plugins.awsreleasestages.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, and which goals are met by it. */
public final class Report {

    /**
     * One figure.
     *
     * @param of under which circumstances
     * @param unit may be empty
     * @param goal null where there is none
     */
    public record Figure(String of, String what, double measured, String unit, Goal goal) {
        boolean met() {
            return goal == null || goal.metBy(measured);
        }
    }

    /** @param most whether the limit is the most that is allowed, or the least that is wanted */
    public record Goal(double limit, boolean most) {
        public static Goal atMost(double limit) {
            return new Goal(limit, true);
        }

        public static Goal atLeast(double limit) {
            return new Goal(limit, false);
        }

        boolean metBy(double measured) {
            return most ? measured <= limit : measured >= limit;
        }
    }

    private final List<Figure> figures = new ArrayList<>();

    /** A figure without a goal. */
    public void add(String of, String what, double measured, String unit) {
        add(of, what, measured, unit, null);
    }

    public void add(String of, String what, double measured, String unit, Goal goal) {
        figures.add(new Figure(of, what, measured, unit, goal));
    }

    public boolean met() {
        return figures.stream().allMatch(Figure::met);
    }

    public List<Figure> figures() {
        return List.copyOf(figures);
    }

    /** As a table, which is Markdown too. */
    @Override
    public String toString() {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"", "", "measured", "goal", "met"});
        for (Figure figure : figures) {
            rows.add(new String[] {
                figure.of(),
                figure.what(),
                (number(figure.measured()) + " " + figure.unit()).strip(),
                goal(figure),
                figure.goal() == null ? "" : figure.met() ? "yes" : "NO"
            });
        }
        rows.add(1, new String[] {"---", "---", "---:", "---:", "---"});
        int[] wide = new int[5];
        rows.forEach(row -> {
            for (int i = 0; i < row.length; i++) {
                wide[i] = Math.max(wide[i], row[i].length());
            }
        });
        StringBuilder table = new StringBuilder();
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                boolean right = i == 2 || i == 3;
                table.append("| ").append(String.format((right ? "%" : "%-") + wide[i] + "s ", row[i]));
            }
            table.append("|\n");
        }
        return table.toString();
    }

    private static String goal(Figure figure) {
        return figure.goal() == null
                ? ""
                : (figure.goal().most() ? "≤ " : "≥ ")
                        + number(figure.goal().limit()) + (figure.unit().isEmpty() ? "" : " " + figure.unit());
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%,.1f", value);
    }
}
