package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.AttachedBuild;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.LogMode;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code codeBuildWait id: …}: waits for a build that was started before, by {@code wait: false} or elsewhere. */
@ActionStep.Title("Wait for a build in AWS CodeBuild")
public class CodeBuildWaitStep extends CodeBuildFollowStep {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9\\-_]{1,149}:[A-Za-z0-9\\-]+");

    private final String id;

    @DataBoundSetter
    public String log = LogMode.FULL.word();

    @DataBoundSetter
    public boolean stopOnAbort;

    @DataBoundConstructor
    public CodeBuildWaitStep(String id) {
        this.id = Util.fixEmptyAndTrim(id);
    }

    public String getId() {
        return id;
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        List<String> problems = super.problems(expansion);
        Stream.of(idProblem(id), LogMode.problem(log)).filter(Objects::nonNull).forEach(problems::add);
        return problems;
    }

    @Override
    protected ActionPlan plan(Expansion expansion) {
        return new Plan(id, following(LogMode.of(log), expansion), stopOnAbort);
    }

    private static String idProblem(String id) {
        if (id == null) {
            return "id: the id of a CodeBuild build is missing.";
        }
        return ID.matcher(id).matches() ? null : "id: '" + id + "' is not a build's id, project:uuid.";
    }

    @Extension
    public static final class DescriptorImpl extends CodeBuildFollowDescriptor {

        @POST
        public FormValidation doCheckId(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> idProblem(Util.fixEmptyAndTrim(value)));
        }
    }

    /**
     * Looks at a build that was started before, here or elsewhere, to its end.
     *
     * @param id as {@code project:uuid}
     * @param stopOnAbort whether the build is stopped when the step is
     */
    @ActionPlan.Kind("codeBuildWait")
    record Plan(String id, BuildFollowing following, boolean stopOnAbort) implements ActionPlan {

        private static final String BUILD = "build";

        @Override
        public Sequence sequence(ActionContext context) {
            String project = id.substring(0, id.lastIndexOf(':'));
            BuildAction build = following.build(project, () -> BuildRequest.of(project), context);
            AttachedBuild attached = new AttachedBuild(build, () -> following.session(context), stopOnAbort);
            return Sequence.of(Stage.of(
                            BUILD,
                            BuildAction.State.class,
                            state -> BuildAction.State.attached(id, Instant.now()),
                            state -> attached)
                    .calls(following.calls(context)));
        }

        private static BuildAction.State build(SequenceState state) {
            return state.state(BUILD, BuildAction.State.class);
        }

        @Override
        public Duration limit() {
            return following.limit();
        }

        @Override
        public boolean returnsFailure(SequenceState state) {
            return !following.propagate() && state.started(BUILD);
        }

        @Override
        public Map<String, String> atTheEnd(SequenceState state) {
            return build(state) == null ? Map.of() : BuildResult.atTheEnd(build(state));
        }

        @Override
        public String describe(SequenceState state) {
            return id;
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            return BuildResult.map(build(state));
        }
    }
}
