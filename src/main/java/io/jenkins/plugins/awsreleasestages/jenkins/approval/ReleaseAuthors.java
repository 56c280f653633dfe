package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Result;
import hudson.model.Run;
import hudson.model.User;
import hudson.scm.ChangeLogSet;
import io.jenkins.plugins.awsreleasestages.approval.Excluded;
import io.jenkins.plugins.awsreleasestages.jenkins.source.SourceRevisionsAction;
import io.jenkins.plugins.awsreleasestages.source.Author;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jenkins.scm.RunWithSCM;

/**
 * Who has written the commits that a run releases. An author is the user with that id or that mail address, and nobody by a
 * name alone: two people may have the same. Users are found, and never made.
 */
final class ReleaseAuthors {

    private static final int RUNS_TO_SEARCH = 100;

    /** Jenkins's own name for nobody; asked for it, Jenkins would make a user of it. */
    private static final String UNKNOWN = "unknown";

    /** The commits of each user, by the id of the user; a commit that is known from two sides counts once. */
    private final Map<String, Set<String>> known = new LinkedHashMap<>();

    /** The commits of those who are no user, by how they sign. */
    private final Map<String, Set<String>> strangers = new LinkedHashMap<>();

    private final List<String> gaps = new ArrayList<>();

    private final Map<String, Set<String>> idsByMail = new HashMap<>();

    static ReleaseAuthors of(Run<?, ?> run) {
        ReleaseAuthors authors = new ReleaseAuthors();
        for (User user : User.getAll()) {
            UserMail.of(user)
                    .ifPresent(mail -> authors.idsByMail
                            .computeIfAbsent(mail, any -> new LinkedHashSet<>())
                            .add(user.getId()));
        }
        SourceRevisionsAction sources = run.getAction(SourceRevisionsAction.class);
        if (sources != null) {
            sources.getRevisions().forEach(authors::addRevision);
        }
        authors.addCheckedOut(run);
        return authors;
    }

    /** Also what the runs before have not released: a second run of somebody's own change is no way around this. */
    private void addCheckedOut(Run<?, ?> run) {
        Run<?, ?> one = run;
        for (int i = 0; one != null && i < RUNS_TO_SEARCH; i++) {
            if (one instanceof RunWithSCM<?, ?> checkedOut) {
                checkedOut.getChangeSets().forEach(this::addChanges);
            }
            one = one.getPreviousBuild();
            if (one != null && one.getResult() == Result.SUCCESS) {
                return;
            }
        }
        if (one != null) {
            gaps.add("There may be more authors: no run has succeeded for long, and only the changes of the last "
                    + RUNS_TO_SEARCH + " were looked at.");
        }
    }

    private void addRevision(SourceRevision revision) {
        revision.authors().signatures().forEach((commit, signature) -> {
            Set<String> ids = users(Author.of(signature, 1));
            ids.forEach(id -> add(known, id, commit));
            if (ids.isEmpty()) {
                add(strangers, signature, commit);
            }
        });
        if (revision.authors().gap() != null) {
            gaps.add("There may be more authors of " + revision.location() + ": "
                    + revision.authors().gap() + ".");
        }
    }

    private Set<String> users(Author author) {
        Set<String> ids = new LinkedHashSet<>(idsByMail.getOrDefault(UserMail.compared(author.mail()), Set.of()));
        for (String id : List.of(author.name(), author.mail())) {
            User user = id.isEmpty() ? null : User.getById(id, false);
            if (user != null) {
                ids.add(user.getId());
            }
        }
        return ids;
    }

    /** What Jenkins has checked out itself. The plugin of the source control says which user an author is. */
    private void addChanges(ChangeLogSet<? extends ChangeLogSet.Entry> changes) {
        for (ChangeLogSet.Entry change : changes) {
            User author = change.getAuthor();
            String commit =
                    change.getCommitId() == null ? "change " + System.identityHashCode(change) : change.getCommitId();
            if (author.getId().equals(UNKNOWN)) {
                add(strangers, author.getId(), commit);
                continue;
            }
            Set<String> ids = new HashSet<>(Set.of(author.getId()));
            // The plugin may have made a user of the author's name, beside the one who signs in.
            UserMail.of(author).map(idsByMail::get).ifPresent(ids::addAll);
            ids.forEach(id -> add(known, id, commit));
        }
    }

    private static void add(Map<String, Set<String>> commits, String whose, String commit) {
        commits.computeIfAbsent(whose, any -> new HashSet<>()).add(commit);
    }

    List<Excluded> excluded() {
        List<Excluded> excluded = new ArrayList<>();
        known.forEach((id, commits) -> excluded.add(Excluded.author(id, commits.size())));
        return excluded;
    }

    List<Author> strangers() {
        List<Author> authors = new ArrayList<>();
        strangers.forEach((signature, commits) -> authors.add(Author.of(signature, commits.size())));
        return authors;
    }

    /** Why there may be more, a sentence each. */
    List<String> gaps() {
        return gaps;
    }
}
