package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import io.jenkins.plugins.awsreleasestages.jenkins.role.CodeConnection;
import io.jenkins.plugins.awsreleasestages.source.GitNames;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A branch behind a CodeConnections connection, which the global settings map to a Git server. */
public class CodeConnectionSource extends GitBranchSource {

    static final String KIND = "codeConnection";

    private static final long serialVersionUID = 1L;

    /** What the hosts take, and nothing that leads elsewhere in a URL. */
    private static final Pattern REPOSITORY = Pattern.compile("(?:[A-Za-z0-9_][\\w.-]*/)+[A-Za-z0-9_.][\\w.-]*");

    private final String connection;
    private final String repository;

    @DataBoundConstructor
    public CodeConnectionSource(String connection, String repository) {
        this.connection = Util.fixEmptyAndTrim(connection);
        this.repository = Util.fixEmptyAndTrim(repository);
    }

    public String getConnection() {
        return connection;
    }

    public String getRepository() {
        return repository;
    }

    @Override
    protected String kind() {
        return KIND;
    }

    @Override
    protected Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("connection", connection);
        fields.put("repository", repository);
        fields.put("branch", getBranch());
        return fields;
    }

    static CodeConnectionSource of(Map<String, String> fields) {
        CodeConnectionSource source = new CodeConnectionSource(fields.get("connection"), fields.get("repository"));
        source.readBranch(fields.get("branch"));
        return source;
    }

    @Override
    protected List<String> ownProblems() {
        return Stream.of(
                        CodeConnection.connectionProblem(connection),
                        repositoryProblem(repository),
                        GitNames.branchProblem(getBranch()))
                .filter(Objects::nonNull)
                .toList();
    }

    private static String repositoryProblem(String repository) {
        return repository != null && REPOSITORY.matcher(repository).matches() && !repository.contains("..")
                ? null
                : "repository: '" + Util.fixNull(repository) + "' is not the full name of a repository, owner/name.";
    }

    @Override
    public String place() {
        return "the Git server of " + connection;
    }

    /** What the table says now; it may be corrected while a job waits. */
    private GitRepositorySource git() {
        CodeConnection server = AwsReleaseStagesConfiguration.get().codeConnection(connection);
        if (server == null) {
            throw RemoteFailure.refused("connection: nobody has said yet which Git server " + connection
                    + " stands for. An administrator does, in Jenkins's system settings, AWS Release Stages,"
                    + " CodeConnections.");
        }
        GitRepositorySource git =
                new GitRepositorySource(server.url(repository), getBranch(), server.getCredentialsId());
        if (!git.problems().isEmpty()) {
            throw RemoteFailure.refused("The server of " + connection + ": " + String.join(" ", git.problems()));
        }
        return git;
    }

    @Override
    public boolean has(SourceRevision revision) {
        return git().has(revision);
    }

    @Override
    public String identity(SourceSite site) throws IOException, InterruptedException {
        return git().identity(site);
    }

    @Override
    SourceRevision at(SourceSite site, String commit) {
        return git().at(commit);
    }

    @Override
    Git git(SourceSite site) {
        return git().git(site);
    }

    @Override
    Map<String, String> variables(SourceRevision revision, boolean overridden) {
        Map<String, String> variables = super.variables(revision, overridden);
        variables.put("ConnectionArn", connection);
        variables.put("FullRepositoryName", repository);
        return variables;
    }

    @Extension
    @Symbol(KIND)
    public static final class DescriptorImpl extends BranchDescriptor {

        @Override
        public String getDisplayName() {
            return "CodeConnections repository";
        }

        @POST
        public FormValidation doCheckConnection(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> CodeConnection.connectionProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckRepository(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> repositoryProblem(Util.fixEmptyAndTrim(value)));
        }
    }
}
