package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.source.GitNames;
import io.jenkins.plugins.awsreleasestages.source.PushFilter;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A branch, wherever its repository is. */
public abstract class GitBranchSource extends AwsSource implements FilteredSource {

    private static final long serialVersionUID = 1L;

    private String branch = "main";

    public final String getBranch() {
        return branch;
    }

    @DataBoundSetter
    public final void setBranch(String branch) {
        this.branch = EmptyFields.kept(branch);
    }

    /** Not by the setter: for that null is a blank, and here it was not said. */
    final void readBranch(String said) {
        branch = said;
    }

    /** Whether the repository stays beside the files that were brought in. */
    boolean keepsRepository() {
        return true;
    }

    /** Why a revision that names submodules is refused; null where their folders may be empty. */
    String submodulesProblem() {
        return null;
    }

    /** The repository, with what the site knows of it. */
    abstract Git git(SourceSite site);

    /** A commit of the branch. */
    abstract SourceRevision at(SourceSite site, String commit);

    @Override
    public final SourceRevision look(SourceSite site) throws IOException, InterruptedException {
        return at(site, git(site).tip(branch));
    }

    @Override
    public final String ownName() {
        return branch;
    }

    @Override
    public final Set<PushFilter.Thing> things() {
        return EnumSet.of(PushFilter.Thing.BRANCH, PushFilter.Thing.TAG);
    }

    @Override
    public final Polling.Found everything(SourceSite site) throws IOException, InterruptedException {
        List<SourceRevision> revisions = new ArrayList<>();
        git(site).branchesAndTags().forEach((name, commit) -> {
            Map<String, String> revision = at(site, commit).toMap();
            revision.put("branch", name);
            revisions.add(SourceRevision.of(revision));
        });
        return new Polling.Found("all of " + at(site, "none").place(), true, revisions);
    }

    @Override
    public final PushFilter.Files changed(SourceSite site, SourceRevision before, SourceRevision after)
            throws IOException, InterruptedException {
        return git(site).changed(before.id(), after.id());
    }

    @Override
    public final SourceRevision named(SourceSite site, String id) {
        String problem = GitNames.commitProblem(id);
        if (problem != null) {
            throw RemoteFailure.refused(problem);
        }
        return at(site, id);
    }

    @Override
    public final SourceRevision bringIn(SourceSite site, SourceRevision revision)
            throws IOException, InterruptedException {
        SourceSite.Earlier earlier = site.earlier(revision);
        if (!keepsRepository()) {
            String problem = site.folder().act(new GitFolder.NoneOfOthers());
            if (problem != null) {
                throw RemoteFailure.refused(problem);
            }
        }
        SourceRevision brought = git(site).bringIn(revision, branch, earlier.id());
        if (!keepsRepository()) {
            site.folder().child(GitFolder.NAME).deleteRecursive();
        }
        if (submodulesProblem() != null && site.folder().child(".gitmodules").exists()) {
            throw RemoteFailure.refused(submodulesProblem());
        }
        return brought.by(earlier.and(brought.authors()));
    }

    /** What the forms of branches have in common. */
    public abstract static class BranchDescriptor extends SourceDescriptor {

        @POST
        public FormValidation doCheckBranch(@AncestorInPath Item item, @QueryParameter String value) {
            String branch = Util.fixEmptyAndTrim(value);
            return FieldChecks.problem(item, () -> branch == null ? null : GitNames.branchProblem(branch));
        }
    }
}
