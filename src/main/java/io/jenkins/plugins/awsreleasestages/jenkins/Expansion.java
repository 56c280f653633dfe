package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.Util;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * What the texts of a step stand for in a run: in a builder they may name variables of it, in a Pipeline they are said.
 *
 * @param variables puts their values in
 */
public record Expansion(UnaryOperator<String> variables) {

    /** Every text stands for itself. */
    public static final Expansion NONE = new Expansion(UnaryOperator.identity());

    /** The text of a field: without blanks around, and null where nothing is left. */
    public String of(String text) {
        return text == null ? null : Util.fixEmptyAndTrim(variables.apply(text));
    }

    /** Without those that are blank, which are refused elsewhere. */
    public List<String> of(List<String> texts) {
        return texts == null
                ? List.of()
                : texts.stream().map(this::of).filter(Objects::nonNull).toList();
    }

    /** Names stay as they are. An empty value is a value; a null stays one, to be refused by name. */
    public Map<String, String> of(Map<String, String> texts) {
        Map<String, String> values = new LinkedHashMap<>();
        texts.forEach((name, value) -> values.put(name, value == null ? null : Util.fixNull(of(value))));
        return values;
    }
}
