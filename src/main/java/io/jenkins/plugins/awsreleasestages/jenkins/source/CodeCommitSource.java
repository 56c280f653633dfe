package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.codecommit.CodeCommitRepository;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.source.GitNames;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A branch of a repository in CodeCommit, with the role's own credentials: there is no password. */
public class CodeCommitSource extends GitBranchSource {

    static final String KIND = "codeCommit";

    private static final long serialVersionUID = 1L;

    /** What becomes of the repository beside the files, as CodePipeline's {@code OutputArtifactFormat} says it. */
    enum Output {
        /** A working copy, whose {@code .git} stays. */
        CLONE,
        /** The files alone. */
        ZIP
    }

    private final String repository;
    private String output = Output.CLONE.name();

    @DataBoundConstructor
    public CodeCommitSource(String repository) {
        this.repository = Util.fixEmptyAndTrim(repository);
    }

    public String getRepository() {
        return repository;
    }

    /** Null in what was saved before there was a choice. */
    public String getOutput() {
        return output == null ? Output.CLONE.name() : output;
    }

    @DataBoundSetter
    public void setOutput(String output) {
        this.output = EmptyFields.kept(output);
    }

    @Override
    boolean keepsRepository() {
        return !getOutput().equals(Output.ZIP.name());
    }

    /** As CodePipeline says of its own. */
    @Override
    String submodulesProblem() {
        return "Repository " + in().name()
                + " has submodules (.gitmodules), which are not brought in from CodeCommit: their"
                + " folders would be empty. Take jenkinsScm, which fetches them where it is told to, or leave them out of"
                + " branch " + getBranch() + ".";
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
        fields.put("output", getOutput());
        return fields;
    }

    static CodeCommitSource of(Map<String, String> fields) {
        CodeCommitSource source = new CodeCommitSource(fields.get("repository"));
        source.readBranch(fields.get("branch"));
        source.output = fields.get("output");
        return source;
    }

    @Override
    protected List<String> ownProblems() {
        return Stream.of(CodeCommitRepository.problem(repository), GitNames.branchProblem(getBranch()), outputProblem())
                .filter(Objects::nonNull)
                .toList();
    }

    private String outputProblem() {
        return Arrays.stream(Output.values()).anyMatch(one -> one.name().equals(getOutput()))
                ? null
                : "output: '" + getOutput() + "' is neither CLONE nor ZIP.";
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

        @POST
        public ListBoxModel doFillOutputItems(@AncestorInPath Item item) {
            ListBoxModel items = new ListBoxModel();
            if (FieldChecks.mayConfigure(item)) {
                items.add("A working copy, with .git", Output.CLONE.name());
                items.add("The files alone", Output.ZIP.name());
            }
            return items;
        }
    }
}
