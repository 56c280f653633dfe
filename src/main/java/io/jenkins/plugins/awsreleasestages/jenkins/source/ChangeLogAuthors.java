package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.model.Run;
import hudson.scm.ChangeLogSet;
import io.jenkins.plugins.awsreleasestages.source.Author;
import io.jenkins.plugins.awsreleasestages.source.CommitAuthors;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.util.LinkedHashMap;
import java.util.Map;
import jenkins.scm.RunWithSCM;

/** Who has written what Jenkins has checked out, by its own change log. The plugin of the source control says who it is. */
final class ChangeLogAuthors {

    private static final String FIRST = "no run before has checked it out, so that Jenkins has no change log of it";

    private static final String UNTOLD = "the change log of this run does not tell of it";

    private ChangeLogAuthors() {}

    static SourceRevision of(SourceSite site, SourceRevision revision) {
        Map<String, String> signatures = signatures(site.run());
        SourceSite.Earlier earlier = site.earlier(revision);
        boolean told = signatures.containsKey(revision.id()) || revision.equals(earlier.revision());
        String gap = earlier.revision() == null ? FIRST : told ? null : UNTOLD;
        CommitAuthors now = new CommitAuthors(signatures, gap).and(CommitAuthors.NONE);
        return revision.by(earlier.and(now));
    }

    private static Map<String, String> signatures(Run<?, ?> run) {
        Map<String, String> signatures = new LinkedHashMap<>();
        if (run instanceof RunWithSCM<?, ?> checkedOut) {
            for (ChangeLogSet<? extends ChangeLogSet.Entry> changes : checkedOut.getChangeSets()) {
                for (ChangeLogSet.Entry change : changes) {
                    if (change.getCommitId() != null) {
                        signatures.put(
                                change.getCommitId(),
                                new Author(change.getAuthor().getId(), "", 1).signature());
                    }
                }
            }
        }
        return signatures;
    }
}
