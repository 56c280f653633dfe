package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.source.ScmVariables;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** What Jenkins has checked out already, or what the run was started from: it is recorded, and nothing is brought in. */
public class CheckedOutSource extends AwsSource {

    static final String KIND = "checkedOut";

    private static final long serialVersionUID = 1L;

    private String url;
    private String branch;
    private String revision;

    @DataBoundConstructor
    public CheckedOutSource() {}

    public String getUrl() {
        return url;
    }

    @DataBoundSetter
    public void setUrl(String url) {
        this.url = EmptyFields.kept(url);
    }

    public String getBranch() {
        return branch;
    }

    @DataBoundSetter
    public void setBranch(String branch) {
        this.branch = EmptyFields.kept(branch);
    }

    public String getRevision() {
        return revision;
    }

    @DataBoundSetter
    public void setRevision(String revision) {
        this.revision = EmptyFields.kept(revision);
    }

    @Override
    protected String kind() {
        return KIND;
    }

    @Override
    protected Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("url", url);
        fields.put("branch", branch);
        fields.put("revision", revision);
        return fields;
    }

    static CheckedOutSource of(Map<String, String> fields) {
        CheckedOutSource source = new CheckedOutSource();
        source.url = fields.get("url");
        source.branch = fields.get("branch");
        source.revision = fields.get("revision");
        return source;
    }

    @Override
    protected List<String> ownProblems() {
        boolean something = Stream.of(url, branch, revision).anyMatch(field -> field != null);
        return something && (url == null || revision == null)
                ? List.of("url and revision: say both, or neither for what the run was started from.")
                : List.of();
    }

    @Override
    String unwatchable() {
        return JenkinsScmSource.UNWATCHABLE;
    }

    @Override
    boolean bringsFiles() {
        return false;
    }

    @Override
    String why() {
        return "as it was checked out";
    }

    @Override
    public String place() {
        return "the run";
    }

    @Override
    public String identity(SourceSite site) {
        return "";
    }

    @Override
    public boolean has(SourceRevision other) {
        return false;
    }

    @Override
    public SourceRevision look(SourceSite site) throws IOException, InterruptedException {
        if (revision != null) {
            return SourceRevision.checkedOut(url, branch, revision);
        }
        SourceRevision started = RunOrigin.of(site.run());
        if (started != null) {
            return started;
        }
        // Declarative Pipeline sets them where it has checked out by itself.
        ScmVariables variables = ScmVariables.of(site.environment());
        if (variables == null) {
            throw RemoteFailure.refused(
                    "It is not known what this run was started from. Check out before, and hand on what"
                            + " comes of it: awsSource checkedOut(checkout(scm)).");
        }
        return variables.toRevision();
    }

    @Override
    boolean isAskedFor() {
        return false;
    }

    @Override
    public SourceRevision named(SourceSite site, String id) {
        throw RemoteFailure.refused("revision: what was checked out already is recorded as it is. Leave it out.");
    }

    @Override
    public SourceRevision bringIn(SourceSite site, SourceRevision known) {
        return ChangeLogAuthors.of(site, known);
    }

    @Extension
    @Symbol(KIND)
    public static final class DescriptorImpl extends SourceDescriptor implements CustomDescribableModel {

        @Override
        public String getDisplayName() {
            return "What was checked out already";
        }

        /** {@code checkedOut(checkout(scm))}: Pipeline takes the variables that checkout returns for fields by these names. */
        @Override
        public Map<String, Object> customInstantiate(Map<String, Object> arguments) {
            if (List.of("url", "branch", "revision").containsAll(arguments.keySet())) {
                return arguments;
            }
            ScmVariables told = ScmVariables.of(arguments);
            if (told == null) {
                throw new IllegalArgumentException("checkedOut: " + String.join(", ", arguments.keySet())
                        + " tell no revision of Git or Subversion. Say checkedOut(url: '…', revision: '…').");
            }
            Map<String, Object> fields = new LinkedHashMap<>(Map.of("url", told.url(), "revision", told.revision()));
            if (told.branch() != null) {
                fields.put("branch", told.branch());
            }
            return fields;
        }
    }
}
