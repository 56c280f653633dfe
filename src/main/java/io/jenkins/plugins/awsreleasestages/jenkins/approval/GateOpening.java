package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Cause;
import hudson.model.Run;
import hudson.model.User;
import hudson.scm.ChangeLogSet;
import io.jenkins.plugins.awsreleasestages.approval.Excluded;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import jenkins.scm.RunWithSCM;

/** What a question becomes when it is asked: who may not approve this release is found out once, and stays so. */
final class GateOpening {

    private GateOpening() {}

    static Gate of(Run<?, ?> run, Gate asked) {
        GateTerms terms = asked.terms();
        List<Excluded> excluded = new ArrayList<>();
        List<String> requesters = requesters(run.getCauses()).distinct().toList();
        if (terms.notRequester()) {
            requesters.forEach(
                    one -> excluded.add(new Excluded(one, "the one who started this run", Excluded.Kind.REQUESTER)));
        }
        if (terms.notAuthors()) {
            authors(run)
                    .forEach((one, commits) -> excluded.add(new Excluded(
                            one,
                            "the author of " + (commits == 1 ? "a commit" : commits + " commits") + " in it",
                            Excluded.Kind.AUTHOR)));
        }
        terms.serviceAccounts()
                .forEach(one ->
                        excluded.add(new Excluded(one, "the account of a service", Excluded.Kind.SERVICE_ACCOUNT)));
        return asked.with(requesters.isEmpty() ? null : requesters.get(0), excluded);
    }

    /** Who started it, or the run that started it. */
    private static Stream<String> requesters(List<Cause> causes) {
        return causes.stream()
                .flatMap(cause -> cause instanceof Cause.UpstreamCause upstream
                        ? requesters(upstream.getUpstreamCauses())
                        : Stream.of(cause)
                                .filter(Cause.UserIdCause.class::isInstance)
                                .map(user -> ((Cause.UserIdCause) user).getUserId())
                                .filter(Objects::nonNull));
    }

    /** How many of the commits that Jenkins has checked out in this run each has written. Git's plugin knows users by id and mail. */
    private static Map<String, Integer> authors(Run<?, ?> run) {
        Map<String, Integer> commits = new LinkedHashMap<>();
        if (run instanceof RunWithSCM<?, ?> checkedOut) {
            for (ChangeLogSet<? extends ChangeLogSet.Entry> changes : checkedOut.getChangeSets()) {
                for (ChangeLogSet.Entry change : changes) {
                    User author = change.getAuthor();
                    commits.merge(author.getId(), 1, Integer::sum);
                }
            }
        }
        return commits;
    }
}
