package io.jenkins.plugins.awsreleasestages;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Left out on Windows, for the reason given; the reason is printed, as Surefire itself keeps it to its report files. */
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(UnixOnly.Condition.class)
public @interface UnixOnly {

    /** Why. */
    String value();

    /** Asked by JUnit. */
    class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return AnnotationSupport.findAnnotation(context.getElement(), UnixOnly.class)
                    .filter(unix -> OS.WINDOWS.isCurrentOs())
                    .map(unix -> leftOut(context, unix.value()))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("not Windows"));
        }

        private static ConditionEvaluationResult leftOut(ExtensionContext context, String reason) {
            System.out.println("Left out on Windows: "
                    + context.getRequiredTestClass().getSimpleName() + " " + context.getDisplayName() + ": " + reason);
            return ConditionEvaluationResult.disabled(reason);
        }
    }
}
