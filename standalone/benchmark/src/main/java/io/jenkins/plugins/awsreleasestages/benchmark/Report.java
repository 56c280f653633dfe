package io.jenkins.plugins.awsreleasestages.benchmark;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/** What was measured, and which goals are met by it. Each figure is said as soon as it is there. */
public final class Report {

    /**
     * One figure.
     *
     * @param of under which circumstances
     * @param unit may be empty
     * @param goal null where there is none
     * @param load of the machine when it was measured, over the last minute; negative where that is not known
     */
    public record Figure(String of, String what, double measured, String unit, Goal goal, double load) {
        boolean met() {
            return goal == null || goal.metBy(measured);
        }

        private String value() {
            return (number(measured) + " " + unit).strip();
        }

        private String limit() {
            return goal == null
                    ? ""
                    : ((goal.most() ? "≤ " : "≥ ") + number(goal.limit()) + " " + unit).strip();
        }

        private String verdict() {
            return goal == null ? "" : met() ? "yes" : "NO";
        }

        private String shownLoad() {
            return load < 0 ? "" : number(load);
        }

        @Override
        public String toString() {
            String wanted = goal == null ? "" : ", wanted " + limit() + (met() ? "" : ": NOT MET");
            return of + ": " + what + ": " + value() + wanted + (load < 0 ? "" : " (load " + shownLoad() + ")");
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
    private final PrintStream asTheyCome;
    private final DoubleSupplier load;

    /** Says each figure on standard error: a run that is stopped has then measured something all the same. */
    public Report() {
        this(System.err, () -> ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    Report(PrintStream asTheyCome, DoubleSupplier load) {
        this.asTheyCome = asTheyCome;
        this.load = load;
    }

    /** A figure without a goal. */
    public void add(String of, String what, double measured, String unit) {
        add(of, what, measured, unit, null);
    }

    public void add(String of, String what, double measured, String unit, Goal goal) {
        Figure figure = new Figure(of, what, measured, unit, goal, load.getAsDouble());
        figures.add(figure);
        asTheyCome.println("  " + figure);
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
        rows.add(new String[] {"", "", "measured", "goal", "met", "load"});
        rows.add(new String[] {"---", "---", "---:", "---:", "---", "---:"});
        for (Figure figure : figures) {
            rows.add(new String[] {
                figure.of(), figure.what(), figure.value(), figure.limit(), figure.verdict(), figure.shownLoad()
            });
        }
        int[] wide = new int[6];
        rows.forEach(row -> {
            for (int i = 0; i < row.length; i++) {
                wide[i] = Math.max(wide[i], row[i].length());
            }
        });
        StringBuilder table = new StringBuilder();
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                boolean right = i == 2 || i == 3 || i == 5;
                table.append("| ").append(String.format((right ? "%" : "%-") + wide[i] + "s ", row[i]));
            }
            table.append("|\n");
        }
        return table.toString();
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%,.1f", value);
    }
}
