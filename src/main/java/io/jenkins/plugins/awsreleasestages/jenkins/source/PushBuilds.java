package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.source.NamePatterns;
import io.jenkins.plugins.awsreleasestages.source.PushFilter;
import io.jenkins.plugins.awsreleasestages.source.PushFilter.Changed;
import io.jenkins.plugins.awsreleasestages.source.PushFilter.Thing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;
import jenkins.scm.api.mixin.TagSCMHead;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Branches and tags of a multibranch project of which a push starts a build. */
public class PushBuilds extends FilteredBuilds {

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> branches = new ArrayList<>();

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> excludedBranches = new ArrayList<>();

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> tags = new ArrayList<>();

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> excludedTags = new ArrayList<>();

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> filePaths = new ArrayList<>();

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> excludedFilePaths = new ArrayList<>();

    @DataBoundConstructor
    public PushBuilds() {
        // All that a filter says is optional.
    }

    private PushFilter said() {
        return new PushFilter(
                PatternsForm.patterns(branches, excludedBranches),
                PatternsForm.patterns(tags, excludedTags),
                NamePatterns.NONE,
                PatternsForm.patterns(filePaths, excludedFilePaths));
    }

    @Override
    List<String> problems() {
        return said().problems();
    }

    @Override
    NamePatterns.Answer decide(Looked looked) throws InterruptedException {
        if (looked.head() instanceof ChangeRequestSCMHead) {
            return null;
        }
        Thing thing = looked.head() instanceof TagSCMHead ? Thing.TAG : Thing.BRANCH;
        // A multibranch project has no branch that is more its own than others; of tags only those that are named
        // start.
        Changed changed = new Changed(thing, looked.head().getName(), thing == Thing.BRANCH);
        try {
            return PushFilter.decide(List.of(said()), changed, () -> files(looked));
        } catch (IOException | RemoteFailure e) {
            throw new IllegalStateException("Nothing but files can fail, and that was caught", e);
        }
    }

    private static PushFilter.Files files(Looked looked) throws InterruptedException {
        if (looked.before() == null) {
            return PushFilter.Files.FIRST;
        }
        try {
            return HeadChanges.of(looked);
        } catch (IOException | RemoteFailure e) {
            return new PushFilter.Files(List.of(), e.getMessage());
        }
    }

    @Extension(optional = true)
    @Symbol("pushFilter")
    public static final class DescriptorImpl extends FilterDescriptor {

        @Override
        public String getDisplayName() {
            return "Filter of pushes (AWS Release Stages)";
        }
    }
}
