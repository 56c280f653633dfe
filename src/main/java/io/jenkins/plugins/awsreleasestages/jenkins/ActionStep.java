package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.AbortException;
import hudson.EnvVars;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Map;

/** A step of which an {@link ActionBuilder} of a freestyle job makes use: the same fields, the same plan. */
public interface ActionStep {

    /** What a form calls the step, and the builder. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Title {
        String value();
    }

    /**
     * @param variables of the run; texts of the form may name them
     * @throws AbortException names all that is wrong, before anything is started
     */
    ActionPlan planOfBuilder(EnvVars variables) throws AbortException;

    /** What later builders find in their environment; what has no value is left out. */
    default Map<String, String> variables(Map<?, ?> result) {
        return Map.of();
    }
}
