package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.source.NamePatterns;
import io.jenkins.plugins.awsreleasestages.source.PullRequestFilter;
import java.util.ArrayList;
import java.util.List;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;
import jenkins.scm.api.mixin.ChangeRequestSCMHead2;
import jenkins.scm.api.mixin.ChangeRequestSCMRevision;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Pull requests of a multibranch project that start a build when they are opened or have other commits. */
public class PullRequestBuilds extends FilteredBuilds {

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> events = new ArrayList<>();

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> targetBranches = new ArrayList<>();

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> excludedTargetBranches = new ArrayList<>();

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> sourceBranches = new ArrayList<>();

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> excludedSourceBranches = new ArrayList<>();

    @DataBoundConstructor
    public PullRequestBuilds() {
        // All that a filter says is optional.
    }

    private PullRequestFilter said() {
        return new PullRequestFilter(
                PatternsForm.patterns(targetBranches, excludedTargetBranches),
                PatternsForm.patterns(sourceBranches, excludedSourceBranches),
                EmptyFields.keptLines(events));
    }

    @Override
    List<String> problems() {
        return said().problems();
    }

    @Override
    NamePatterns.Answer decide(Looked looked) {
        if (!(looked.head() instanceof ChangeRequestSCMHead request)) {
            return null;
        }
        return said().decide(new PullRequestFilter.Request(
                request.getTarget().getName(),
                request instanceof ChangeRequestSCMHead2 known ? known.getOriginName() : null,
                looked.before() == null,
                targetOnly(looked)));
    }

    /** Where a pull request is built as merged into its target, other commits of the target are another revision, too. */
    private static boolean targetOnly(Looked looked) {
        return looked.before() instanceof ChangeRequestSCMRevision<?> before
                        && looked.now() instanceof ChangeRequestSCMRevision<?> now
                ? now.equivalent(before)
                : looked.now().equals(looked.before());
    }

    @Extension(optional = true)
    @Symbol("pullRequestFilter")
    public static final class DescriptorImpl extends FilterDescriptor {

        @Override
        public String getDisplayName() {
            return "Filter of pull requests (AWS Release Stages)";
        }

        @POST
        public FormValidation doCheckEvents(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(
                    item, () -> String.join(" ", PullRequestFilter.eventProblems(EmptyFields.lines(value))));
        }
    }
}
