package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.codecommit.CodeCommitRepository;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.source.GitNames;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** A branch of a repository in CodeCommit, with the role's own credentials: there is no password. */
public class CodeCommitSource extends AwsSource {

    static final String KIND = "codeCommit";

    private static final long serialVersionUID = 1L;

    private final String repository;
    private String branch = "main";

    @DataBoundConstructor
    public CodeCommitSource(String repository) {
        this.repository = Util.fixEmptyAndTrim(repository);
    }

    public String getRepository() {
        return repository;
    }

    public String getBranch() {
        return branch;
    }

    @DataBoundSetter
    public void setBranch(String branch) {
        this.branch = EmptyFields.kept(branch);
    }

    @Override
    protected String kind() {
        return KIND;
    }

    @Override
    protected Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("repository", repository);
        fields.put("branch", branch);
        return fields;
    }

    static CodeCommitSource of(Map<String, String> fields) {
        CodeCommitSource source = new CodeCommitSource(fields.get("repository"));
        source.branch = fields.get("branch");
        return source;
    }

    @Override
    protected List<String> ownProblems() {
        return Stream.of(CodeCommitRepository.problem(repository), GitNames.branchProblem(branch))
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
                && revision.name().equals(branch);
    }

    @Override
    public SourceRevision look(SourceSite site) throws IOException, InterruptedException {
        return at(site, git(site).tip(branch));
    }

    @Override
    public SourceRevision named(SourceSite site, String id) {
        String problem = GitNames.commitProblem(id);
        if (problem != null) {
            throw RemoteFailure.refused(problem);
        }
        return at(site, id);
    }

    @Override
    public SourceRevision bringIn(SourceSite site, SourceRevision revision) throws IOException, InterruptedException {
        SourceSite.Earlier earlier = site.earlier(revision);
        SourceRevision brought = git(site).bringIn(revision, branch, earlier.id());
        return brought.by(earlier.and(brought.authors()));
    }

    private CodeCommitRepository in() {
        return CodeCommitRepository.of(repository);
    }

    private SourceRevision at(SourceSite site, String commit) {
        return SourceRevision.git(in().url(site.session()), branch, commit);
    }

    private Git git(SourceSite site) {
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
    public static final class DescriptorImpl extends Descriptor<AwsSource> {

        @Override
        public AwsSource newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            EmptyFields.forget(form);
            return super.newInstance(request, form);
        }

        @Override
        public String getDisplayName() {
            return "CodeCommit repository";
        }

        @POST
        public FormValidation doCheckRepository(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> CodeCommitRepository.problem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckBranch(@AncestorInPath Item item, @QueryParameter String value) {
            String branch = Util.fixEmptyAndTrim(value);
            return FieldChecks.problem(item, () -> branch == null ? null : GitNames.branchProblem(branch));
        }
    }
}
