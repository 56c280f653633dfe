package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.model.Cause;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.Run;
import java.util.Objects;
import java.util.stream.Collectors;

/** A run that was started with another revision than the newest, as CodePipeline's executions can be. */
final class RevisionOverride {

    private RevisionOverride() {}

    /** What the parameter says; null where there is no such one, or no text. */
    static String asked(Run<?, ?> run, String parameter) {
        return run.getActions(ParametersAction.class).stream()
                .map(parameters -> parameters.getParameter(parameter))
                .filter(Objects::nonNull)
                .map(ParameterValue::getValue)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst()
                .orElse(null);
    }

    static String inWords(Run<?, ?> run, String parameter) {
        String who = run.getCauses().stream()
                .map(Cause::getShortDescription)
                .distinct()
                .collect(Collectors.joining(", "));
        return "parameter " + parameter + (who.isEmpty() ? "" : " (" + who + ")");
    }
}
