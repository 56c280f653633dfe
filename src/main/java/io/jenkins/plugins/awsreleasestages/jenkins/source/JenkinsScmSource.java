package io.jenkins.plugins.awsreleasestages.jenkins.source;

import com.thoughtworks.xstream.XStreamException;
import hudson.Extension;
import hudson.scm.SCM;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.ScmVariables;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.scm.GenericSCMStep;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * Whatever Jenkins can check out, with the means of the plugin of that source control. Which revision it is, only that
 * plugin knows, and only once it is here.
 */
public class JenkinsScmSource extends AwsSource {

    static final String KIND = "jenkinsScm";

    static final String UNWATCHABLE =
            "source: what Jenkins checks out by itself, it also watches: use \"Poll SCM\" or the web"
                    + " hook of the source control's plugin, which start the job.";

    private static final long serialVersionUID = 1L;

    /** As Jenkins writes it into files: what a source control has for settings need not be serializable. */
    private final String xml;

    @DataBoundConstructor
    public JenkinsScmSource(SCM scm) {
        this(scm == null ? null : Jenkins.XSTREAM2.toXML(scm));
    }

    private JenkinsScmSource(String xml) {
        this.xml = xml;
    }

    public SCM getScm() {
        return xml == null ? null : (SCM) Jenkins.XSTREAM2.fromXML(xml);
    }

    @Override
    protected String kind() {
        return KIND;
    }

    @Override
    protected Map<String, String> fields() {
        return Map.of("scm", xml);
    }

    static JenkinsScmSource of(Map<String, String> fields) {
        return new JenkinsScmSource(fields.get("scm"));
    }

    @Override
    protected List<String> ownProblems() {
        return xml == null ? List.of("scm: is missing. Say jenkinsScm(scm) or jenkinsScm(scmGit(…)).") : List.of();
    }

    @Override
    String unwatchable() {
        return UNWATCHABLE;
    }

    @Override
    String why() {
        return "as Jenkins has checked it out";
    }

    @Override
    public String place() {
        return "the source control";
    }

    @Override
    public String identity(SourceSite site) {
        return "";
    }

    @Override
    public boolean has(SourceRevision revision) {
        return false;
    }

    @Override
    public SourceRevision look(SourceSite site) {
        return null;
    }

    @Override
    boolean isAskedFor() {
        return false;
    }

    @Override
    public SourceRevision named(SourceSite site, String id) {
        throw RemoteFailure.refused("revision: name the commit in the settings of the source control, such as"
                + " scmGit(branches: [[name: '" + id + "']], …).");
    }

    @Override
    public SourceRevision bringIn(SourceSite site, SourceRevision unknown) throws IOException, InterruptedException {
        SCM scm = restored();
        site.folder().mkdirs();
        try {
            // With the change log, and as the baseline of Jenkins's own polling.
            new GenericSCMStep(scm).checkout(site.run(), site.folder(), site.listener(), site.launcher());
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e.getMessage(), e);
        }
        Map<String, String> variables = new TreeMap<>();
        scm.buildEnvironment(site.run(), variables);
        ScmVariables told = ScmVariables.of(variables);
        if (told == null) {
            throw RemoteFailure.refused(
                    "It was checked out, but the plugin of the source control tells no revision of it;"
                            + " its variables: " + String.join(", ", variables.keySet())
                            + ". Use checkout, and then awsSource checkedOut(url: '…', revision: '…').");
        }
        return ChangeLogAuthors.of(site, told.toRevision());
    }

    private SCM restored() {
        try {
            return getScm();
        } catch (XStreamException e) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.REFUSED, "The plugin of the source control is gone: " + e.getMessage(), e);
        }
    }

    @Extension(optional = true)
    @Symbol(KIND)
    public static final class DescriptorImpl extends SourceDescriptor {

        /** Without the plugin of Pipeline's checkout step there is no such source. */
        private final Class<?> needed = GenericSCMStep.class;

        @Override
        public String getDisplayName() {
            return "Any source control of Jenkins";
        }
    }
}
