package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.RootAction;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Vote;
import io.jenkins.plugins.awsreleasestages.approval.VoteRefused;
import io.jenkins.plugins.awsreleasestages.jenkins.JsonResponse;
import io.jenkins.plugins.awsreleasestages.jenkins.ListPart;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import jenkins.management.Badge;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;

/** A page of Jenkins with all that waits for whoever looks at it, in all jobs. */
@Extension
public final class ReleaseInbox implements RootAction {

    static final String URL = "release-approvals";

    /** Decisions in one go. */
    private static final int MOST_DECISIONS = ListPart.MOST;

    /** Rights may change without anybody telling us. */
    private static final Duration COUNTED_ANEW = Duration.ofSeconds(10);

    private static final int MOST_PEOPLE = 1_000;

    /** By the person's name: the header of every page asks, several times. */
    private final Map<String, Count> counts = new ConcurrentHashMap<>();

    private record Count(long changes, Instant at, int decidable, int mine) {

        boolean isStill(long now) {
            return changes == now && Instant.now().isBefore(at.plus(COUNTED_ANEW));
        }
    }

    /** What came of one of several decisions. */
    public record Outcome(String name, String page, boolean counts, String text) {}

    @Override
    public String getIconFileName() {
        return count().decidable() == 0 ? null : "symbol-checkmark-done-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return "Release approvals";
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    @Override
    public boolean isPrimaryAction() {
        return true;
    }

    /** How many ask for the person; who may override is asked nowhere for that. */
    @Override
    public Badge getBadge() {
        int mine = count().mine();
        return mine == 0
                ? null
                : new Badge(
                        String.valueOf(mine),
                        mine == 1 ? "1 waits for your approval" : mine + " wait for your approval",
                        Badge.Severity.WARNING);
    }

    private Count count() {
        String name = Jenkins.getAuthentication2().getName();
        long changes = OpenGates.get().changes();
        Count count = counts.get(name);
        if (count == null || !count.isStill(changes)) {
            List<PersonalGate> gates = OpenGates.get().decidable();
            int mine = (int) gates.stream().filter(PersonalGate::waitsForPerson).count();
            count = new Count(changes, Instant.now(), gates.size(), mine);
            if (counts.size() > MOST_PEOPLE) {
                counts.clear();
            }
            counts.put(name, count);
        }
        return count;
    }

    /** What the page shows. */
    public ListPart<PersonalGate> part(StaplerRequest2 request) {
        return ListPart.of(
                OpenGates.get().decidable(),
                PersonalGate::words,
                request.getParameter("filter"),
                request.getParameter("from"));
    }

    public boolean isOverriding(ListPart<PersonalGate> part) {
        return part.shown().stream()
                .anyMatch(gate -> gate.refusal(Vote.Kind.OVERRIDE).isEmpty());
    }

    /** Decides several, each by itself; says of each what came of it. */
    @RequirePOST
    public HttpResponse doDecide(
            StaplerRequest2 request, @QueryParameter String decision, @QueryParameter String reason) {
        Jenkins.get().checkPermission(Jenkins.READ);
        Vote.Kind kind = kind(decision);
        String[] keys = request.getParameterValues("gate");
        List<Outcome> outcomes = new ArrayList<>();
        for (String key : new LinkedHashSet<>(keys == null ? List.of() : List.of(keys))) {
            outcomes.add(
                    outcomes.size() < MOST_DECISIONS
                            ? outcome(key, Vote.of(kind, reason, Instant.now()))
                            : new Outcome(
                                    key,
                                    null,
                                    false,
                                    "Nothing was decided: at most " + MOST_DECISIONS + " are decided at once."));
        }
        return HttpResponses.forwardToView(this, "index").with("outcomes", outcomes);
    }

    private static Vote.Kind kind(String decision) {
        try {
            return Vote.Kind.valueOf(Util.fixNull(decision));
        } catch (IllegalArgumentException e) {
            throw HttpResponses.errorWithoutStack(400, "Nothing was decided: say APPROVE, REJECT or OVERRIDE.");
        }
    }

    private static Outcome outcome(String key, Vote vote) {
        Optional<PersonalGate> found = find(key);
        if (found.isEmpty()) {
            return new Outcome(key, null, false, "Nothing was decided: there is no such gate, or you may not see it.");
        }
        PersonalGate gate = found.get();
        String name = gate.getRunName() + ": " + gate.gate().getTitle();
        if (gate.isAsking() && vote.kind() != Vote.Kind.REJECT) {
            return new Outcome(name, gate.getPage(), false, "Nothing was decided: it asks for more, on its page.");
        }
        try {
            PersonalGate.Answer answer = gate.answer(vote);
            return new Outcome(name, gate.getPage(), answer.counts(), answer.text());
        } catch (VoteRefused | IOException e) {
            return new Outcome(name, gate.getPage(), false, e.getMessage());
        }
    }

    /** Also one that is decided meanwhile. */
    private static Optional<PersonalGate> find(String key) {
        int at = key.indexOf('@');
        Run<?, ?> run = at < 0 ? null : OpenGates.find(key.substring(at + 1));
        if (run == null || !run.hasPermission(Item.READ)) {
            return Optional.empty();
        }
        ApprovalAction approvals = run.getAction(ApprovalAction.class);
        return approvals == null
                ? Optional.empty()
                : approvals.find(key.substring(0, at)).map(approvals::view);
    }

    /** {@code api/v1/gates}: the same list for programs. */
    @GET
    @WebMethod(name = "api")
    public HttpResponse api(StaplerRequest2 request, @QueryParameter String filter) {
        Jenkins.get().checkPermission(Jenkins.READ);
        if (!request.getRestOfPath().matches("/v1/gates/?")) {
            return JsonResponse.error(404, "There is only api/v1/gates.");
        }
        return JsonResponse.ok(Map.of(
                "gates",
                OpenGates.get().decidable().stream()
                        .filter(gate -> ListPart.hasWords(gate.words(), Util.fixNull(filter)))
                        .map(GateFacts::of)
                        .toList()));
    }
}
