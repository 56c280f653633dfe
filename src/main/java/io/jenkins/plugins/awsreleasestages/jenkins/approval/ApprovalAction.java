package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.jenkins.RunPage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.springframework.security.core.Authentication;

/** The gates of a run, open and decided: what was asked, who answered, and why. Holds ids and texts only. */
public final class ApprovalAction extends RunPage {

    static final String URL = "approval";
    private static final int SECONDS_TO_FIND = 15;

    private final ArrayList<GateRecord> gates = new ArrayList<>();

    static synchronized ApprovalAction of(Run<?, ?> run) {
        ApprovalAction action = run.getAction(ApprovalAction.class);
        if (action == null) {
            action = new ApprovalAction();
            run.addAction(action);
        }
        return action;
    }

    /**
     * Asks.
     *
     * @return false when the gate was known already
     */
    boolean open(Gate gate) throws IOException {
        return open(gate, false, List.of());
    }

    /**
     * Asks.
     *
     * @param polled whether who waits looks here for the decision
     * @param details what the question is about, line by line
     * @return false when the gate was known already
     */
    boolean open(Gate gate, boolean polled, List<String> details) throws IOException {
        synchronized (this) {
            if (find(gate.id()).isPresent()) {
                return false;
            }
            gates.add(new GateRecord(gate, polled, details));
        }
        getRun().save();
        return true;
    }

    /**
     * Writes a decision down; the first one counts.
     *
     * @return false when the gate was decided already
     */
    boolean decide(String id, Decision decision) throws IOException {
        GateRecord gate = find(id).orElseThrow(() -> new IllegalStateException("No gate " + id));
        if (!gate.decide(decision)) {
            return false;
        }
        try {
            getRun().save();
        } catch (IOException e) {
            // What is not on disk was not decided.
            gate.reopen();
            throw e;
        }
        return true;
    }

    Optional<Decision> decision(String id) {
        return find(id).flatMap(GateRecord::decision);
    }

    private synchronized Optional<GateRecord> find(String id) {
        return gates.stream().filter(gate -> gate.getId().equals(id)).findFirst();
    }

    // The page.

    public synchronized List<GateRecord> getGates() {
        return List.copyOf(gates);
    }

    /** Whether the person looking at the page may answer. */
    public boolean mayDecide(GateRecord gate) {
        return refusal(gate).isEmpty();
    }

    private Optional<String> refusal(GateRecord gate) {
        Authentication who = Jenkins.getAuthentication2();
        return gate.gate().refusal(name -> isNamed(who, name), getRun().hasPermission(Item.BUILD));
    }

    private static boolean isNamed(Authentication who, String name) {
        if (!Jenkins.get().isUseSecurity()) {
            return true;
        }
        if (ACL.isAnonymous2(who)) {
            return false;
        }
        var realm = Jenkins.get().getSecurityRealm();
        return realm.getUserIdStrategy().equals(name, who.getName())
                || who.getAuthorities().stream()
                        .anyMatch(group -> realm.getGroupIdStrategy().equals(name, group.getAuthority()));
    }

    /**
     * Takes the answer of the person who sends it.
     *
     * @param approve present when the button "Approve" was pressed
     */
    @RequirePOST
    public HttpResponse doDecide(
            @QueryParameter String id, @QueryParameter String approve, @QueryParameter String reason)
            throws InterruptedException, IOException {
        getRun().checkPermission(Item.READ);
        GateRecord gate = find(id).orElseThrow(() -> new Failure("This run has no such gate."));
        Optional<String> refusal = refusal(gate);
        if (refusal.isPresent()) {
            throw HttpResponses.errorWithoutStack(403, refusal.get());
        }
        if (gate.isWaiting()) {
            User user = User.current();
            decide(gate, approve != null, user == null ? "anonymous" : user.getId(), reason);
        }
        // Somebody else was quicker: the page shows who.
        return HttpResponses.redirectToDot();
    }

    private void decide(GateRecord gate, boolean approve, String who, String reason)
            throws InterruptedException, IOException {
        if (!gate.isPolled()) {
            execution(gate.getId()).decide(approve, who, reason);
        } else if (getRun().isBuilding()) {
            decide(gate.getId(), Decision.of(approve, who, reason, Instant.now()));
        } else {
            throw new Failure("The run has ended; nothing waits for this decision any more.");
        }
    }

    private static ReleaseApprovalExecution execution(String id) throws InterruptedException {
        AtomicReference<ReleaseApprovalExecution> found = new AtomicReference<>();
        try {
            StepExecution.acceptAll(ReleaseApprovalExecution.class, execution -> {
                        if (execution.gate().id().equals(id)) {
                            found.set(execution);
                        }
                    })
                    .get(SECONDS_TO_FIND, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new Failure("The run is not at hand yet. Try again in a moment.");
        }
        if (found.get() == null) {
            throw new Failure("The run does not wait at this gate now. If Jenkins has just started, try again soon.");
        }
        return found.get();
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
