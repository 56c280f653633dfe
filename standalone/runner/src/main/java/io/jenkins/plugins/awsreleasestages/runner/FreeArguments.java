package io.jenkins.plugins.awsreleasestages.runner;

import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.Step;

/** A descriptor of a step whose arguments have names that the Jenkinsfile chooses. */
public interface FreeArguments {
    Step step(Map<String, Object> arguments) throws BadArguments;
}
