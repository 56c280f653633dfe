package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.codecommit.CodeCommitRepository;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.source.GitNames;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A branch of a repository in CodeCommit, with the role's own credentials: there is no password. */
public class CodeCommitSource extends GitBranchSource {

    static final String KIND = "codeCommit";

    private static final long serialVersionUID = 1L;

    private final String repository;

    @DataBoundConstructor
    public CodeCommitSource(String repository) {
        this.repository = Util.fixEmptyAndTrim(repository);
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
        fields.put("repository", repository);
        fields.put("branch", getBranch());
        return fields;
    }

    static CodeCommitSource of(Map<String, String> fields) {
        CodeCommitSource source = new CodeCommitSource(fields.get("repository"));
        source.readBranch(fields.get("branch"));
        return source;
    }

    @Override
    protected List<String> ownProblems() {
        return Stream.of(CodeCommitRepository.problem(repository), GitNames.branchProblem(getBranch()))
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public String place() {
        return "AWS CodeCommit";
    }

    /** Of whatever region: where the role looks is known only when it does. */
    @Override
    public boolean has(SourceRevision revision) {
        return revision.kind() == SourceRevision.Kind.GIT
                && revision.place().endsWith("/v1/repos/" + in().name())
                && revision.name().equals(getBranch());
    }

    private CodeCommitRepository in() {
        return CodeCommitRepository.of(repository);
    }

    @Override
    public String identity(SourceSite site) {
        return site.session().lookKey();
    }

    @Override
    SourceRevision at(SourceSite site, String commit) {
        return SourceRevision.git(in().url(site.session()), getBranch(), commit);
    }

    @Override
    Git git(SourceSite site) {
        AwsSession session = site.session();
        Git.Access access = new Git.Access(
                () -> {
                    CodeCommitRepository.Login login = in().login(session, Instant.now());
                    return new SourceSite.Login(login.username(), login.password());
                },
                "The role needs codecommit:GitPull on repository " + in().name() + ", and the repository must exist.");
        return new Git(site, in().url(session), access, false);
    }

    @Extension
    @Symbol("codeCommit")
    public static final class DescriptorImpl extends BranchDescriptor {

        @Override
        public String getDisplayName() {
            return "CodeCommit repository";
        }

        @POST
        public FormValidation doCheckRepository(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> CodeCommitRepository.problem(Util.fixEmptyAndTrim(value)));
        }
    }
}
