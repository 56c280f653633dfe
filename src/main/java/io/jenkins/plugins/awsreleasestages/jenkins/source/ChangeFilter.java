package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.source.NamePatterns;
import io.jenkins.plugins.awsreleasestages.source.PushFilter;
import io.jenkins.plugins.awsreleasestages.source.PushFilter.Changed;
import io.jenkins.plugins.awsreleasestages.source.PushFilter.Thing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** A {@link PushFilter} as forms and Jenkinsfiles say it. */
public class ChangeFilter extends AbstractDescribableImpl<ChangeFilter> {

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
    public List<String> keys = new ArrayList<>();

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> excludedKeys = new ArrayList<>();

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> filePaths = new ArrayList<>();

    @DataBoundSetter
    @StepFields.OnePerLine
    public List<String> excludedFilePaths = new ArrayList<>();

    @DataBoundConstructor
    public ChangeFilter() {
        // All that a filter says is optional.
    }

    PushFilter said() {
        return new PushFilter(
                PatternsForm.patterns(branches, excludedBranches),
                PatternsForm.patterns(tags, excludedTags),
                PatternsForm.patterns(keys, excludedKeys),
                PatternsForm.patterns(filePaths, excludedFilePaths));
    }

    @Extension
    @Symbol("changeFilter")
    public static final class DescriptorImpl extends Descriptor<ChangeFilter> implements PatternsForm {

        @Override
        public String getDisplayName() {
            return "Filter";
        }

        /** Its lists come as texts. */
        @Override
        public ChangeFilter newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            EmptyFields.forget(form);
            StepFields.of(clazz).takeMaps(form);
            return super.newInstance(request, form);
        }

        /** All lists are checked alike. */
        @Override
        public FormValidation.CheckMethod getCheckMethod(String field) {
            return super.getCheckMethod(StepFields.of(clazz).isList(field) ? "patterns" : field);
        }

        /**
         * What this filter would say of a push, in words.
         *
         * @param triedName a branch, {@code refs/tags/} and a tag, or a key; empty for the source's own branch
         * @param triedFiles the files that it changes, one a line
         */
        @POST
        public FormValidation doWouldStart(
                StaplerRequest2 request,
                @AncestorInPath Item item,
                @QueryParameter String triedName,
                @QueryParameter String triedFiles)
                throws IOException, InterruptedException {
            if (!FieldChecks.mayConfigure(item)) {
                return FormValidation.ok();
            }
            StepFields fields = StepFields.of(clazz);
            PushFilter filter = ((ChangeFilter) fields.sketch(request::getParameter, fields.names())).said();
            List<String> problems = filter.problems();
            if (!problems.isEmpty()) {
                return FormValidation.error(String.join(" ", problems));
            }
            PushFilter.Files files = new PushFilter.Files(EmptyFields.lines(triedFiles), null);
            NamePatterns.Answer answer =
                    PushFilter.decide(List.of(filter), tried(filter, Util.fixEmptyAndTrim(triedName)), () -> files);
            return answer.starts()
                    ? FormValidation.ok("It would start." + answer.sentence())
                    : FormValidation.warning("It would not start." + answer.sentence());
        }

        private static Changed tried(PushFilter filter, String name) {
            if (name == null) {
                return new Changed(Thing.BRANCH, "of the source", true);
            }
            if (name.startsWith(PushFilter.TAG)) {
                return new Changed(Thing.TAG, name.substring(PushFilter.TAG.length()), false);
            }
            Thing thing = filter.keys().isSaid() ? Thing.KEY : filter.tags().isSaid() ? Thing.TAG : Thing.BRANCH;
            return new Changed(thing, name, false);
        }
    }
}
