package io.jenkins.plugins.awsreleasestages.jenkins.source;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.ItemCredentials;
import io.jenkins.plugins.awsreleasestages.source.GitNames;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.util.SystemProperties;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** A branch of a Git repository. */
public class GitRepositorySource extends AwsSource {

    /** Lets a path on the machine itself be a repository. Off unless set: a job could read others' files. */
    static final String ALLOW_LOCAL = "io.jenkins.plugins.awsreleasestages.source.allowLocalGit";

    static final String KIND = "gitRepository";

    private static final long serialVersionUID = 1L;

    private final String url;
    private String branch = "main";
    private String credentialsId;

    @DataBoundConstructor
    public GitRepositorySource(String url) {
        this.url = Util.fixEmptyAndTrim(url);
    }

    public String getUrl() {
        return url;
    }

    public String getBranch() {
        return branch;
    }

    @DataBoundSetter
    public void setBranch(String branch) {
        this.branch = EmptyFields.kept(branch);
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = EmptyFields.kept(credentialsId);
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
        fields.put("credentialsId", credentialsId);
        return fields;
    }

    static GitRepositorySource of(Map<String, String> fields) {
        GitRepositorySource source = new GitRepositorySource(fields.get("url"));
        // Not by the setters: for those null is a blank, and here it was not said.
        source.branch = fields.get("branch");
        source.credentialsId = fields.get("credentialsId");
        return source;
    }

    @Override
    protected List<String> ownProblems() {
        return Stream.of(
                        GitNames.urlProblem(url, localAllowed()),
                        GitNames.branchProblem(branch),
                        credentialsProblem(url, credentialsId))
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public String place() {
        return "the Git server " + GitNames.host(url);
    }

    @Override
    public boolean has(SourceRevision revision) {
        return at(revision.id()).sameSource(revision);
    }

    SourceRevision at(String id) {
        return SourceRevision.git(GitNames.withoutUserInfo(url), branch, id);
    }

    @Override
    public SourceRevision look(SourceSite site) throws IOException, InterruptedException {
        return at(git(site).tip(branch));
    }

    @Override
    public SourceRevision named(SourceSite site, String id) {
        String problem = GitNames.commitProblem(id);
        if (problem != null) {
            throw RemoteFailure.refused(problem);
        }
        return at(id);
    }

    @Override
    public SourceRevision bringIn(SourceSite site, SourceRevision revision) throws IOException, InterruptedException {
        SourceSite.Earlier earlier = site.earlier(revision);
        SourceRevision brought = git(site).bringIn(revision, branch, earlier.id());
        return brought.by(earlier.and(brought.authors()));
    }

    private Git git(SourceSite site) {
        Git.Access access = credentialsId == null
                ? null
                : new Git.Access(
                        () -> site.login(credentialsId, url),
                        "Check that the credentials '" + credentialsId + "' may read the repository.");
        return new Git(site, url, access, localAllowed());
    }

    private static boolean localAllowed() {
        return SystemProperties.getBoolean(ALLOW_LOCAL);
    }

    /** A password must not cross the network readable. */
    private static String credentialsProblem(String url, String credentialsId) {
        if (url == null || credentialsId == null || url.startsWith("https://")) {
            return null;
        }
        return url.startsWith("http://") && localAllowed()
                ? null
                : "credentialsId: is for https URLs only; with ssh, git uses the keys of the machine it runs on.";
    }

    @Extension
    @Symbol("gitRepository")
    public static final class DescriptorImpl extends Descriptor<AwsSource> {

        @Override
        public AwsSource newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            EmptyFields.forget(form);
            return super.newInstance(request, form);
        }

        @Override
        public String getDisplayName() {
            return "Git repository";
        }

        @POST
        public FormValidation doCheckUrl(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> GitNames.urlProblem(Util.fixEmptyAndTrim(value), localAllowed()));
        }

        @POST
        public FormValidation doCheckBranch(@AncestorInPath Item item, @QueryParameter String value) {
            String branch = Util.fixEmptyAndTrim(value);
            return FieldChecks.problem(item, () -> branch == null ? null : GitNames.branchProblem(branch));
        }

        @POST
        public FormValidation doCheckCredentialsId(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String url) {
            return FieldChecks.problem(
                    item, () -> credentialsProblem(Util.fixEmptyAndTrim(url), Util.fixEmptyAndTrim(value)));
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String credentialsId, @QueryParameter String url) {
            StandardListBoxModel items = new StandardListBoxModel();
            if (!FieldChecks.mayConfigure(item)) {
                return items.includeCurrentValue(credentialsId);
            }
            items.includeEmptyValue();
            List<DomainRequirement> server =
                    URIRequirementBuilder.fromUri(Util.fixEmptyAndTrim(url)).build();
            if (item == null) {
                items.includeMatchingAs(
                        ACL.SYSTEM2,
                        Jenkins.get(),
                        StandardUsernamePasswordCredentials.class,
                        server,
                        CredentialsMatchers.always());
            } else {
                items.includeMatchingAs(
                        ItemCredentials.authentication(item),
                        item,
                        StandardUsernamePasswordCredentials.class,
                        server,
                        CredentialsMatchers.always());
            }
            return items.includeCurrentValue(credentialsId);
        }
    }
}
