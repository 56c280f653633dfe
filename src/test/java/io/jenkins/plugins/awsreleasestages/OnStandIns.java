package io.jenkins.plugins.awsreleasestages;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A test that asks for descriptors or extensions, which the stand-ins of the standalone build have without a Jenkins. The plugin
 * build has them in a running Jenkins only, so that it leaves the test out.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnStandIns.Condition.class)
public @interface OnStandIns {

    /** Looks for a class that only the stand-ins have. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            try {
                Class.forName("hudson.model.Silence", false, OnStandIns.class.getClassLoader());
                return ConditionEvaluationResult.enabled("The stand-ins are here.");
            } catch (ClassNotFoundException e) {
                String why = "Needs the stand-ins; the standalone build runs it.";
                System.out.println(context.getDisplayName() + " left out. " + why);
                return ConditionEvaluationResult.disabled(why);
            }
        }
    }
}
