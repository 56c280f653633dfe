package io.jenkins.plugins.awsreleasestages.jenkins.source;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.ItemCredentials;
import io.jenkins.plugins.awsreleasestages.source.GitNames;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.util.SystemProperties;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A branch of a Git repository. */
public class GitRepositorySource extends GitBranchSource {

    /** Lets a path on the machine itself be a repository. Off unless set: a job could read others' files. */
    static final String ALLOW_LOCAL = "io.jenkins.plugins.awsreleasestages.source.allowLocalGit";

    static final String KIND = "gitRepository";

    private static final long serialVersionUID = 1L;

    private final String url;
    private String credentialsId;

    @DataBoundConstructor
    public GitRepositorySource(String url) {
        this.url = Util.fixEmptyAndTrim(url);
    }

    /** @param credentialsId null for none: not a blank, as it is for the setter */
    GitRepositorySource(String url, String branch, String credentialsId) {
        this(url);
        readBranch(branch);
        this.credentialsId = credentialsId;
    }

    public String getUrl() {
        return url;
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
        fields.put("branch", getBranch());
        fields.put("credentialsId", credentialsId);
        return fields;
    }

    static GitRepositorySource of(Map<String, String> fields) {
        return new GitRepositorySource(fields.get("url"), fields.get("branch"), fields.get("credentialsId"));
    }

    @Override
    protected List<String> ownProblems() {
        return Stream.of(
                        GitNames.urlProblem(url, localAllowed()),
                        GitNames.branchProblem(getBranch()),
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
        return SourceRevision.git(GitNames.withoutUserInfo(url), getBranch(), id);
    }

    @Override
    public String identity(SourceSite site) throws IOException, InterruptedException {
        if (credentialsId == null) {
            return "";
        }
        SourceSite.Login login = site.login(credentialsId, url);
        return FileDigest.of((login.username() + "\0" + login.password()).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    SourceRevision at(SourceSite site, String commit) {
        return at(commit);
    }

    @Override
    Git git(SourceSite site) {
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
    public static final class DescriptorImpl extends BranchDescriptor {

        @Override
        public String getDisplayName() {
            return "Git repository";
        }

        @POST
        public FormValidation doCheckUrl(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> GitNames.urlProblem(Util.fixEmptyAndTrim(value), localAllowed()));
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
