package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import io.jenkins.plugins.awsreleasestages.approval.Approver;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.jenkins.RunPage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.springframework.security.core.Authentication;

/** The gates of a run, open and decided: what was asked, who answered, and why. Holds ids and texts only. */
public final class ApprovalAction extends RunPage {

    private static final Logger LOGGER = Logger.getLogger(ApprovalAction.class.getName());

    static final String URL = "approval";

    /** Replaced as a whole: whoever saves the run reads it meanwhile. */
    private volatile ArrayList<GateRecord> gates = new ArrayList<>();

    /** The steps that are told of the decision on a gate, by its id. */
    private transient Map<String, Consumer<Decision>> waiting = new ConcurrentHashMap<>();

    static synchronized ApprovalAction of(Run<?, ?> run) {
        ApprovalAction action = run.getAction(ApprovalAction.class);
        if (action == null) {
            action = new ApprovalAction();
            run.addAction(action);
        }
        return action;
    }

    @Override
    public void onLoad(Run<?, ?> r) {
        super.onLoad(r);
        waiting = new ConcurrentHashMap<>();
    }

    /**
     * Asks.
     *
     * @param details what the question is about, line by line
     * @return false when the gate was known already
     */
    synchronized boolean open(Gate gate, List<String> details) throws IOException {
        if (isKnown(gate.id())) {
            return false;
        }
        ArrayList<GateRecord> before = gates;
        ArrayList<GateRecord> more = new ArrayList<>(before);
        more.add(new GateRecord(gate, details));
        gates = more;
        try {
            getRun().save();
        } catch (IOException | RuntimeException e) {
            gates = before;
            throw e;
        }
        return true;
    }

    /** From now on people may decide on the gate; after a restart not before everything around it is awake. */
    void await(String id, Consumer<Decision> told) {
        waiting.put(id, told);
    }

    void forget(String id) {
        waiting.remove(id);
    }

    /**
     * Writes a decision down, then tells the step; the first one counts.
     *
     * @return what is decided, by this answer or before it
     * @throws IOException nothing was decided, because it could not be saved
     */
    Decision decide(String id, Decision answer) throws IOException {
        GateRecord gate = find(id).orElseThrow(() -> new IllegalStateException("No gate " + id));
        Decision taken = write(gate, answer);
        tell(id, taken);
        return taken;
    }

    private synchronized Decision write(GateRecord gate, Decision answer) throws IOException {
        return gate.decide(answer, getRun()::save);
    }

    private void tell(String id, Decision taken) {
        Consumer<Decision> told = waiting.remove(id);
        if (told != null) {
            told.accept(taken);
        }
    }

    boolean isKnown(String id) {
        return find(id).isPresent();
    }

    Optional<Decision> decision(String id) {
        return find(id).flatMap(GateRecord::decision);
    }

    private Optional<GateRecord> find(String id) {
        return gates.stream().filter(gate -> gate.getId().equals(id)).findFirst();
    }

    // The page.

    public List<GateRecord> getGates() {
        return List.copyOf(gates);
    }

    /** Whether anybody may answer any more. */
    public boolean isOpen(GateRecord gate) {
        return gate.isWaiting() && !gate.isOver() && getRun().isBuilding();
    }

    /** What the question is about; null where its own text has to do. */
    public Object subject(GateRecord gate) {
        GateSubjects subjects = getRun().getAction(GateSubjects.class);
        return subjects == null ? null : subjects.subject(gate.getId());
    }

    /** Whether the person looking at the page may answer. */
    public boolean mayDecide(GateRecord gate) {
        return refusal(gate).isEmpty();
    }

    private Optional<String> refusal(GateRecord gate) {
        Authentication who = Jenkins.getAuthentication2();
        return gate.gate().refusal(approver -> isNamed(who, approver), getRun().hasPermission(Item.BUILD));
    }

    private static boolean isNamed(Authentication who, Approver approver) {
        if (!Jenkins.get().isUseSecurity()) {
            return true;
        }
        if (ACL.isAnonymous2(who)) {
            return false;
        }
        var realm = Jenkins.get().getSecurityRealm();
        return switch (approver.kind()) {
            case USER -> realm.getUserIdStrategy().equals(approver.name(), who.getName());
            case GROUP ->
                who.getAuthorities().stream()
                        .anyMatch(group -> realm.getGroupIdStrategy().equals(approver.name(), group.getAuthority()));
        };
    }

    /**
     * Takes the answer of the person who sends it.
     *
     * @param approve present when the button "Approve" was pressed
     * @param reject present when the button "Reject" was pressed
     */
    @RequirePOST
    public HttpResponse doDecide(
            @QueryParameter String id,
            @QueryParameter String approve,
            @QueryParameter String reject,
            @QueryParameter String reason) {
        getRun().checkPermission(Item.READ);
        GateRecord gate = find(id).orElseThrow(() -> new Failure("This run has no such gate."));
        Optional<String> refusal = refusal(gate);
        if (refusal.isPresent()) {
            throw HttpResponses.errorWithoutStack(403, refusal.get());
        }
        if ((approve == null) == (reject == null)) {
            throw HttpResponses.errorWithoutStack(400, "Nothing was decided: say either approve or reject.");
        }
        User user = User.current();
        Decision answer =
                Decision.of(approve != null, user == null ? "anonymous" : user.getId(), reason, Instant.now());
        if (answer.reason().length() > Decision.LONGEST_REASON) {
            throw HttpResponses.errorWithoutStack(
                    400, "Nothing was decided: a reason has at most " + Decision.LONGEST_REASON + " characters.");
        }
        return HttpResponses.redirectTo(303, counts(gate, answer) ? "." : "./?late=" + gate.getId());
    }

    /** @return false when the answer came too late; the page then says what was decided, and by whom */
    private boolean counts(GateRecord gate, Decision answer) {
        if (!isOpen(gate)) {
            return gate.decision().filter(answer::says).isPresent();
        }
        if (!waiting.containsKey(gate.getId())) {
            throw new Failure("Nothing was decided: the run is not awake yet. Try again in a moment.");
        }
        Decision taken;
        try {
            taken = write(gate, answer);
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "The decision on gate " + gate.getId() + " of " + getRun() + " is not saved", e);
            throw HttpResponses.errorWithoutStack(
                    500,
                    "Nothing was decided: the decision could not be saved (" + e.getMessage()
                            + "). The gate is still open; when Jenkins can write to its disk again, decide again.");
        }
        tell(gate.getId(), taken);
        return taken.says(answer);
    }

    @Override
    public String getIconFileName() {
        return "symbol-checkmark-circle-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return "Approvals";
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
