package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.ExtensionPoint;
import hudson.model.Describable;
import hudson.model.Descriptor;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * Something that has revisions: a branch, an object. Holds names only, never a credential; it is saved with the step and
 * with the trigger.
 */
public abstract class AwsSource implements Describable<AwsSource>, ExtensionPoint, Serializable {

    private static final long serialVersionUID = 1L;

    private static final String KIND = "kind";

    /** What was said, as it is saved with a step that waits. */
    public final Map<String, String> said() {
        Map<String, String> said = new LinkedHashMap<>(fields());
        said.put(KIND, kind());
        return said;
    }

    /** By its symbol, which stays when classes are renamed. */
    protected abstract String kind();

    /** The fields of the form. */
    protected abstract Map<String, String> fields();

    /** The source of which {@link #said} tells. */
    static AwsSource of(Map<String, String> said) {
        return switch (said.get(KIND)) {
            case GitRepositorySource.KIND -> GitRepositorySource.of(said);
            case S3ObjectSource.KIND -> S3ObjectSource.of(said);
            case CodeCommitSource.KIND -> CodeCommitSource.of(said);
            case EcrImageSource.KIND -> EcrImageSource.of(said);
            case CodeConnectionSource.KIND -> CodeConnectionSource.of(said);
            case CheckedOutSource.KIND -> CheckedOutSource.of(said);
            case JenkinsScmSource.KIND -> JenkinsScmSource.of(said);
            default -> throw new IllegalArgumentException("No source: " + said.get(KIND));
        };
    }

    /** What is wrong with the configuration, one sentence each; asked before anything is done. */
    public final List<String> problems() {
        List<String> problems = new ArrayList<>(ownProblems());
        problems.addAll(EmptyFields.problems(this, Expansion.NONE, problems));
        return problems;
    }

    /** The same, but for fields that are blank. */
    protected abstract List<String> ownProblems();

    /** Why no trigger looks at it, a sentence; null where one does. */
    String unwatchable() {
        return null;
    }

    /** Whether something of it comes into a folder, so that there must be one. */
    boolean bringsFiles() {
        return true;
    }

    /** Why it is the revision that a look has found, for the log. */
    String why() {
        return "the newest";
    }

    /**
     * What a source action of CodePipeline gives the actions after it; may be changed.
     *
     * @param overridden whether another revision than the newest was asked for
     */
    Map<String, String> variables(SourceRevision revision, boolean overridden) {
        return revision.variables();
    }

    /** Whom a look asks: of one that gives no answer, only a few looks wait at a time. */
    public abstract String place();

    /**
     * Whose eyes look: what two see of sources that are said alike is the same, where this is the same. Holds no secret.
     *
     * @throws RemoteFailure where there are no credentials
     */
    public abstract String identity(SourceSite site) throws IOException, InterruptedException;

    /**
     * The newest revision. Cheap: one or two calls, at most a minute. Null where it is known only when it is here.
     *
     * @throws RemoteFailure in the words of the other side
     */
    public abstract SourceRevision look(SourceSite site) throws IOException, InterruptedException;

    /** Whether a revision can be named, by its id. */
    boolean isAskedFor() {
        return true;
    }

    /**
     * The revision that a user names.
     *
     * @throws RemoteFailure when there cannot be one with that id
     */
    public abstract SourceRevision named(SourceSite site, String id) throws IOException, InterruptedException;

    /**
     * Brings exactly this revision into the site's folder. Repeatable: a second call after an interrupted one ends with
     * the same files.
     *
     * @param revision null where the look has found none
     * @return the revision, with what became known about it
     * @throws InterruptedException when it was stopped; nothing that it started goes on
     */
    public abstract SourceRevision bringIn(SourceSite site, SourceRevision revision)
            throws IOException, InterruptedException;

    /** Whether the revision is one of this source. */
    public abstract boolean has(SourceRevision revision);

    /** What the forms of sources have in common. */
    public abstract static class SourceDescriptor extends Descriptor<AwsSource> {

        @Override
        public AwsSource newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            EmptyFields.forget(form);
            return super.newInstance(request, form);
        }
    }
}
