package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.source.NamePatterns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.branch.BranchBuildStrategy;
import jenkins.branch.BranchBuildStrategyDescriptor;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.SCMSource;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.DataBoundResolvable;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * What of a multibranch project starts a build by itself: a filter of CodePipeline's triggers. Of several build strategies
 * one is enough, as of several filters. All its fields are lists.
 */
public abstract class FilteredBuilds extends BranchBuildStrategy implements DataBoundResolvable {

    /**
     * What there is of a head.
     *
     * @param before what was built of it last, else what was seen last; null where nothing was. What was passed over is asked
     *     about again with each scan, and what Jenkins has failed to build must not be lost
     */
    record Looked(SCMSource source, SCMHead head, SCMRevision before, SCMRevision now) {}

    /** What is wrong with it, a sentence each. */
    abstract List<String> problems();

    /** Null where the filter is about other things. */
    abstract NamePatterns.Answer decide(Looked looked) throws InterruptedException;

    /** What cannot be understood starts nothing. */
    @Override
    public final boolean isAutomaticBuild(
            SCMSource source,
            SCMHead head,
            SCMRevision now,
            SCMRevision lastBuilt,
            SCMRevision lastSeen,
            TaskListener listener) {
        NamePatterns.Answer answer;
        try {
            answer = problems().isEmpty()
                    ? decide(new Looked(source, head, lastBuilt == null ? lastSeen : lastBuilt, now))
                    : new NamePatterns.Answer(false, "the filter has to be corrected: " + String.join(" ", problems()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        if (answer == null) {
            return false;
        }
        String name = getDescriptor().getDisplayName() + ": " + head.getName();
        listener.getLogger().println(name + (answer.starts() ? " starts." : " does not start.") + answer.sentence());
        return answer.starts();
    }

    /**
     * Of a form a list comes as one text, one a line, and of what was left empty a blank, which here was not meant to say
     * something. No descriptor is asked: a multibranch project binds its build strategies without one.
     */
    @Override
    public final Object bindResolve(StaplerRequest2 request, JSONObject form) {
        EmptyFields.forget(form);
        StepFields fields = StepFields.of(getClass());
        Map<String, Object> lists = new LinkedHashMap<>();
        fields.names().forEach(name -> lists.put(name, new ArrayList<>(EmptyFields.lines(form.optString(name)))));
        fields.setAll(this, lists);
        return this;
    }

    /** What the forms have in common. */
    public abstract static class FilterDescriptor extends BranchBuildStrategyDescriptor implements PatternsForm {

        /** All lists of names are checked alike. */
        @Override
        public FormValidation.CheckMethod getCheckMethod(String field) {
            boolean names = StepFields.of(clazz).isList(field) && !field.equals("events");
            return super.getCheckMethod(names ? "patterns" : field);
        }
    }
}
