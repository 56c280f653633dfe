package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.LogMode;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * {@code codeBuild project: …}: starts a build of a CodeBuild project, shows its log, waits for its end. What
 * {@link CodeBuildBuilder} does, too, is said here.
 */
public class CodeBuildStep extends BuildFilesStep {

    private static final Call START_BUILD = new Call(
            "codeBuild",
            "timeoutInMinutesOverride",
            "reportBuildStatusOverride",
            Set.of("autoRetryLimitOverride", "fleetOverride"),
            BuildRequest::problems);

    private String log = LogMode.FULL.word();

    @DataBoundConstructor
    public CodeBuildStep(String project) {
        super(project);
    }

    public Integer getAutoRetryLimit() {
        return overrides.number("autoRetryLimitOverride");
    }

    @DataBoundSetter
    public void setAutoRetryLimit(Integer autoRetryLimit) {
        overrides.put("autoRetryLimitOverride", autoRetryLimit);
    }

    public Map<String, Object> getBuildStatusConfig() {
        return overrides.map("buildStatusConfigOverride");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setBuildStatusConfig(HashMap buildStatusConfig) {
        overrides.put("buildStatusConfigOverride", buildStatusConfig);
    }

    public String getFleet() {
        Map<String, Object> fleet = overrides.map("fleetOverride");
        return fleet != null && fleet.get("fleetArn") instanceof String arn ? arn : null;
    }

    @DataBoundSetter
    public void setFleet(String fleet) {
        overrides.put("fleetOverride", Map.of("fleetArn", EmptyFields.kept(fleet)));
    }

    public String getLog() {
        return log;
    }

    @DataBoundSetter
    public void setLog(String log) {
        this.log = EmptyFields.kept(log);
    }

    @Override
    Call call() {
        return START_BUILD;
    }

    @Override
    List<String> ownProblems() {
        List<String> problems = new ArrayList<>();
        add(problems, rangeProblem("autoRetryLimit", getAutoRetryLimit(), 0, Integer.MAX_VALUE));
        add(problems, LogMode.problem(log));
        return problems;
    }

    @Override
    ActionPlan plan(SavedRequest request, UnaryOperator<String> words) {
        return new CodeBuildPlan(request, files(words), following(LogMode.of(log), words), isWait());
    }

    @Extension
    @Symbol("codeBuild")
    public static final class DescriptorImpl extends BuildFilesDescriptor {

        @Override
        Call call() {
            return START_BUILD;
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(CodeBuildPlan.class);
        }

        @Override
        public String getDisplayName() {
            return "Run a build in AWS CodeBuild";
        }
    }
}
