package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.BuildBadgeAction;
import hudson.model.Failure;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Condition;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateInput;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.approval.Person;
import io.jenkins.plugins.awsreleasestages.approval.Vote;
import io.jenkins.plugins.awsreleasestages.approval.VoteRefused;
import io.jenkins.plugins.awsreleasestages.jenkins.ReleasePage;
import io.jenkins.plugins.awsreleasestages.jenkins.RunPage;
import io.jenkins.plugins.awsreleasestages.jenkins.StageScope;
import io.jenkins.plugins.awsreleasestages.jenkins.notice.Notices;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** The gates of a run, open and decided: what was asked, who answered, and why. Holds ids and texts only. */
@ExportedBean
public final class ApprovalAction extends RunPage implements BuildBadgeAction {

    private static final Logger LOGGER = Logger.getLogger(ApprovalAction.class.getName());

    static final String URL = "approval";

    /** Replaced as a whole: whoever saves the run reads it meanwhile. */
    private volatile ArrayList<GateRecord> gates = new ArrayList<>();

    /** The steps that are told of what was said at a gate, by its id. */
    private transient Map<String, Consumer<GateStatus>> waiting = new ConcurrentHashMap<>();

    /** The stages in which they wait, by the id of the gate. */
    private transient Map<String, String> stages = new ConcurrentHashMap<>();

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
        stages = new ConcurrentHashMap<>();
    }

    /**
     * Asks.
     *
     * @param details what the question is about, line by line
     * @return false when the gate was known already
     */
    synchronized boolean open(Gate gate, List<String> details) throws IOException {
        if (find(gate.id()).isPresent()) {
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
        GateWatcher.tell(watcher -> watcher.changed(getRun(), null, GateStatus.asked(gate)));
        return true;
    }

    /** From now on people may decide on the gate; after a restart not before everything around it is awake. */
    void await(String id, Consumer<GateStatus> told) {
        waiting.put(id, told);
        OpenGates.get().add(this);
    }

    /** The step that waits at the gate is inside a stage. */
    void isInside(StageScope stage, String id) {
        stages.put(id, stage.id());
    }

    @Override
    public String openGate(String stage) {
        return awaited().stream()
                .map(GateRecord::getId)
                .filter(id -> stage.equals(id) || stage.equals(stages.get(id)))
                .findFirst()
                .orElse(null);
    }

    void forget(String id) {
        waiting.remove(id);
        OpenGates.get().changed(this);
    }

    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    /** The gates at which people may decide now. */
    public List<GateRecord> awaited() {
        return gates.stream()
                .filter(gate -> waiting.containsKey(gate.getId()) && isOpen(gate))
                .toList();
    }

    /**
     * Ends the wait at a gate, and tells the step; the first end counts.
     *
     * @return what is decided, by this or before it
     * @throws IOException nothing was decided, because it could not be saved
     */
    Decision end(String id, Decision end) throws IOException {
        return change(known(id), status -> status.ended(end)).decision();
    }

    /**
     * Takes what the conditions of a gate say, and tells the step where that is news.
     *
     * @throws IOException nothing has changed, because it could not be saved
     */
    void looked(String id, List<Condition> conditions, List<ConditionAnswer> answers) throws IOException {
        change(known(id), status -> status.looked(conditions, answers, Instant.now()));
    }

    /** @return null where conditions are waited for */
    Decision approveForAll(String id, String who, String reason) throws IOException {
        return change(known(id), status -> status.approvedForAll(who, reason, Instant.now()))
                .decision();
    }

    private GateStatus change(GateRecord gate, UnaryOperator<GateStatus> change) throws IOException {
        try {
            return taken(gate, change::apply);
        } catch (VoteRefused e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tells the step and the others what is new; nothing where it could not be saved. */
    private GateStatus taken(GateRecord gate, GateRecord.Change change) throws IOException, VoteRefused {
        GateStatus before;
        GateStatus now;
        synchronized (this) {
            before = gate.status();
            now = gate.change(change, getRun()::save);
        }
        if (!now.equals(before)) {
            GateWatcher.tell(watcher -> watcher.changed(getRun(), before, now));
        }
        // What a condition keeps for its next look is no news to the step.
        if (now.decision() != null
                || !now.approvals().equals(before.approvals())
                || !now.shownAnswers().equals(before.shownAnswers())) {
            tell(gate);
        }
        return now;
    }

    /** What had been approved cannot happen any more. The next gate counts, so that a failure here is no more than a note. */
    void withdraw(String id, String why) {
        try {
            change(known(id), status -> status.withdrawn(why, Instant.now()));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Gate " + id + " of " + getRun() + " still looks approved, but is withdrawn", e);
        }
    }

    /**
     * Takes what somebody says, and tells the step. This is the one way in, for pages, REST and the command
     * line.
     *
     * @return how the gate stands now; {@link GateStatus#decision} may be another's, or an end that came before
     * @throws VoteRefused nothing has changed: the person may not say that, or the run does not listen yet
     * @throws IOException nothing has changed, because it could not be saved; may be tried again
     */
    public GateStatus vote(GateRecord gate, Vote vote, Person person) throws VoteRefused, IOException {
        if (!isOpen(gate)) {
            return gate.status();
        }
        if (!waiting.containsKey(gate.getId())) {
            throw VoteRefused.notYet();
        }
        if (!person.isKnown()) {
            throw VoteRefused.unknown(person.id());
        }
        try {
            return taken(gate, status -> status.taken(vote, person));
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "The vote at gate " + gate.getId() + " of " + getRun() + " is not saved", e);
            throw new IOException(
                    "Nothing was decided: the decision could not be saved (" + e.getMessage()
                            + "). The gate is still open; when Jenkins can write to its disk again, decide again.",
                    e);
        }
    }

    private void tell(GateRecord gate) {
        GateStatus now = gate.status();
        Consumer<GateStatus> told = now.decision() == null ? waiting.get(gate.getId()) : waiting.remove(gate.getId());
        OpenGates.get().changed(this);
        if (told != null) {
            told.accept(now);
        }
    }

    /** Of a gate that there is. */
    GateStatus status(String id) {
        return known(id).status();
    }

    private GateRecord known(String id) {
        return find(id).orElseThrow(() -> new IllegalStateException("No gate " + id));
    }

    public Optional<GateRecord> find(String id) {
        return gates.stream().filter(gate -> gate.getId().equals(id)).findFirst();
    }

    // The page.

    @Exported
    public List<GateRecord> getGates() {
        return List.copyOf(gates);
    }

    public List<GateRecord> getOpenGates() {
        return gates.stream().filter(this::isOpen).toList();
    }

    public List<GateRecord> getClosedGates() {
        return gates.stream().filter(gate -> !isOpen(gate)).toList();
    }

    @Override
    protected List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        if (!getOpenGates().isEmpty()) {
            sections.add(Section.GATES);
        }
        if (!getClosedGates().isEmpty()) {
            sections.add(Section.DECIDED);
        }
        return sections;
    }

    @Override
    protected Map<String, Object> evidence() {
        return Map.of(
                "gates",
                gates.stream().map(gate -> GateFacts.record(gate.status())).toList());
    }

    /** Where the gate is waited at is shown too. */
    @Override
    protected String shown() {
        return gates.stream()
                .map(gate -> gate.status() + " " + isOpen(gate) + " " + waiting.containsKey(gate.getId()) + " "
                        + noticeTroubles(gate))
                .toList()
                .toString();
    }

    /** Whether anybody may answer any more. */
    public boolean isOpen(GateRecord gate) {
        return gate.isWaiting() && !gate.isOver() && getRun().isBuilding();
    }

    /** What the question is about; null where its own text has to do. */
    public Object subject(GateRecord gate) {
        GateSubjects subjects = getRun().getAction(GateSubjects.class);
        return subjects == null ? null : subjects.subject(gate.gate());
    }

    /** Why somebody who should have been told of the gate has not been yet. */
    public List<String> noticeTroubles(GateRecord gate) {
        return Notices.troubles(gate.getId());
    }

    /** The gate as the person looking at the page sees it. */
    public PersonalGate view(GateRecord gate) {
        return new PersonalGate(this, gate, person());
    }

    /** Who has let the release through whatever the rules said; null where nobody did. For the list of the job's runs. */
    public String getOverride() {
        return getOverridden().stream().map(GateRecord::getSentence).findFirst().orElse(null);
    }

    /** For the page of the job. */
    public List<GateRecord> getOverridden() {
        return gates.stream().filter(GateRecord::isOverridden).toList();
    }

    /** Who looks at the page. */
    public JenkinsPerson person() {
        return JenkinsPerson.current(getRun());
    }

    /** Takes the answer of the person who sends it; of the buttons, exactly one has been pressed. */
    @RequirePOST
    public HttpResponse doDecide(
            StaplerRequest2 request,
            @QueryParameter String id,
            @QueryParameter String approve,
            @QueryParameter String reject,
            @QueryParameter String override,
            @QueryParameter String reason,
            @QueryParameter String back) {
        getRun().checkPermission(Item.READ);
        GateRecord gate = find(id).orElseThrow(() -> new Failure("This run has no such gate."));
        List<Vote.Kind> kinds = new ArrayList<>();
        if (approve != null) {
            kinds.add(Vote.Kind.APPROVE);
        }
        if (reject != null) {
            kinds.add(Vote.Kind.REJECT);
        }
        if (override != null) {
            kinds.add(Vote.Kind.OVERRIDE);
        }
        if (kinds.size() != 1) {
            throw HttpResponses.errorWithoutStack(400, "Nothing was decided: say either approve or reject.");
        }
        Vote vote = new Vote(kinds.get(0), reason, inputs(gate, request), Instant.now());
        String page = ReleasePage.URL.equals(back) ? "../" + ReleasePage.URL + "/" : "./";
        return HttpResponses.redirectTo(303, counts(gate, vote) ? page : page + "?late=" + gate.getId());
    }

    private static Map<String, String> inputs(GateRecord gate, StaplerRequest2 request) {
        Map<String, String> inputs = new HashMap<>();
        for (GateInput input : gate.gate().inputs()) {
            String given = request.getParameter("input-" + input.name());
            if (given != null) {
                inputs.put(input.name(), given);
            }
        }
        return inputs;
    }

    /** @return false when the answer came too late; the page then says what was decided, and by whom */
    private boolean counts(GateRecord gate, Vote vote) {
        JenkinsPerson person = person();
        try {
            return vote(gate, vote, person).counts(vote, person);
        } catch (VoteRefused e) {
            throw HttpResponses.errorWithoutStack(e.kind().status(), e.getMessage());
        } catch (IOException e) {
            throw HttpResponses.errorWithoutStack(500, e.getMessage());
        }
    }

    public GatesApi getApi() {
        return new GatesApi(this);
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
