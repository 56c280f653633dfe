package io.jenkins.plugins.awsreleasestages.jenkins.policy;

import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import java.util.ArrayList;
import java.util.List;

/** Lists of texts, which a form has one a line and YAML element by element. */
final class FormLines {

    private FormLines() {}

    /**
     * As a setter keeps them. A form's text comes as one element; its empty lines say nothing. Neither does an empty list:
     * the Job DSL sets one for each that a script leaves out.
     */
    static List<String> kept(List<?> given) {
        List<String> kept = new ArrayList<>();
        for (String element : EmptyFields.kept(given)) {
            if (element.isEmpty()) {
                kept.add(element);
            }
            of(element).forEach(kept::add);
        }
        return kept;
    }

    static List<String> of(String text) {
        return text == null
                ? List.of()
                : text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
    }
}
