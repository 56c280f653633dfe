package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.LogMode;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** A step that follows something in CodeBuild to its end. */
public abstract class CodeBuildFollowStep extends AwsStep {

    /** The longest that CodeBuild itself lets a build queue (8 h) and run (36 h). */
    static final int LONGEST_MINUTES = 480 + 2160;

    @DataBoundSetter
    public int timeoutMinutes = LONGEST_MINUTES;

    @DataBoundSetter
    public boolean propagate = true;

    BuildFollowing following(LogMode log, Expansion expansion) {
        return new BuildFollowing(scope(expansion), log, Duration.ofMinutes(timeoutMinutes), propagate);
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        return new ArrayList<>(timeoutMinutes < 1 ? List.of("timeoutMinutes: must be 1 or more.") : List.of());
    }

    /** The fields that these steps share. */
    public abstract static class CodeBuildFollowDescriptor extends AwsStepDescriptor {

        @POST
        public ListBoxModel doFillLogItems(@AncestorInPath Item item) {
            ListBoxModel items = new ListBoxModel();
            if (FieldChecks.mayConfigure(item)) {
                LogMode.choices().forEach(items::add);
            }
            return items;
        }
    }
}
