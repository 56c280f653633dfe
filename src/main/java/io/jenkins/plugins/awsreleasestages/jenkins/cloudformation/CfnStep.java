package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.kohsuke.stapler.DataBoundSetter;

/** A step on stacks or stack sets. */
public abstract class CfnStep extends AwsStep {

    @DataBoundSetter
    public int timeoutMinutes;

    CfnStep(int timeoutMinutes) {
        this.timeoutMinutes = timeoutMinutes;
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        return new ArrayList<>(timeoutMinutes < 1 ? List.of("timeoutMinutes: must be 1 or more.") : List.of());
    }

    final Duration limit() {
        return Duration.ofMinutes(timeoutMinutes);
    }

    static String text(Map<?, ?> result, String key) {
        return Objects.toString(result.get(key), null);
    }
}
