package io.jenkins.plugins.awsreleasestages.benchmark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The command line behind the subcommand.
 *
 * @param values of all options, given or not
 * @param chosen of the options that are no numbers, those that were given
 * @param check whether a goal that is not met fails the command
 */
public record Options(Map<String, Double> values, Map<String, String> chosen, boolean check) {

    /** A command line that cannot be understood. */
    public static final class WrongUsage extends Exception {
        private static final long serialVersionUID = 1L;

        WrongUsage(String message) {
            super(message);
        }
    }

    static Options parse(Benchmark benchmark, List<String> arguments) throws WrongUsage {
        Map<String, Benchmark.Option> known = benchmark.options();
        Map<String, String> chosen = new LinkedHashMap<>();
        Map<String, Double> values = new LinkedHashMap<>();
        known.forEach((name, option) -> values.put(name, option.standard()));
        boolean check = false;
        Deque<String> rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            String argument = rest.pop();
            String name = argument.startsWith("--") ? argument.substring(2) : "";
            if (name.equals("check")) {
                check = true;
            } else if (known.containsKey(name)) {
                values.put(name, number(argument, rest.poll()));
            } else if (benchmark.choices().containsKey(name)) {
                chosen.put(name, choice(argument, benchmark.choices().get(name), rest.poll()));
            } else {
                throw new WrongUsage("There is no option " + argument + ".");
            }
        }
        return new Options(values, chosen, check);
    }

    private static String choice(String option, Set<String> possible, String text) throws WrongUsage {
        if (text == null || !possible.contains(text)) {
            throw new WrongUsage(option + " is one of: " + String.join(", ", possible) + ".");
        }
        return text;
    }

    private static double number(String option, String text) throws WrongUsage {
        try {
            return Double.parseDouble(String.valueOf(text));
        } catch (NumberFormatException e) {
            throw new WrongUsage(option + " needs a number.");
        }
    }

    public double number(String name) {
        return values.get(name);
    }

    public int count(String name) {
        return values.get(name).intValue();
    }
}
