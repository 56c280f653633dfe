package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Cause;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Excluded;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

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
        ReleaseAuthors authors = terms.notAuthors() ? ReleaseAuthors.of(run) : new ReleaseAuthors();
        excluded.addAll(authors.excluded());
        terms.serviceAccounts()
                .forEach(one ->
                        excluded.add(new Excluded(one, "the account of a service", Excluded.Kind.SERVICE_ACCOUNT)));
        return asked.with(requesters, excluded).notKnowing(authors.strangers(), authors.gaps());
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
}
