package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetContent;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteAction;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.RunPage;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateSubjects;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The CloudFormation change sets of a run, as a page: what each would do, and what became of it. */
public final class ChangeSetsAction extends RunPage implements GateSubjects {

    private static final Logger LOGGER = Logger.getLogger(ChangeSetsAction.class.getName());

    private final List<ChangeSetRecord> changeSets = new CopyOnWriteArrayList<>();

    ChangeSetsAction() {}

    static void planned(ActionContext context, ChangeSetContent content) {
        change(context, action -> action.add(content));
    }

    static void executed(ActionContext context, ExecuteAction.State executing) {
        if (executing.changeSet() != null && !executing.status().isEmpty()) {
            change(context, action -> action.put(executing.changeSet(), executing.status()));
        }
    }

    /** The stack of a change set that this run has read; null where it has not. */
    static String stackOf(ActionContext context, String changeSet) {
        ChangeSetsAction action = context.get(Run.class).getAction(ChangeSetsAction.class);
        return action == null
                ? null
                : action.changeSets.stream()
                        .filter(one -> one.getId().equals(changeSet))
                        .map(ChangeSetRecord::getStack)
                        .findFirst()
                        .orElse(null);
    }

    private boolean add(ChangeSetContent content) {
        if (changeSets.stream().anyMatch(known -> known.getId().equals(content.id()))) {
            return false;
        }
        return changeSets.add(new ChangeSetRecord(content));
    }

    private boolean put(String changeSet, String status) {
        for (ChangeSetRecord known : changeSets) {
            if (known.getId().equals(changeSet) && !known.getStatus().equals(status)) {
                known.executed(status);
                return true;
            }
        }
        return false;
    }

    /**
     * The record is for people; it is no reason to fail a step that has done its work.
     *
     * @param change whether anything has changed by it
     */
    private static void change(ActionContext context, Predicate<ChangeSetsAction> change) {
        try {
            Run<?, ?> run = context.get(Run.class);
            synchronized (run) {
                ChangeSetsAction known = run.getAction(ChangeSetsAction.class);
                ChangeSetsAction action = known == null ? new ChangeSetsAction() : known;
                if (!change.test(action)) {
                    return;
                }
                if (known == null) {
                    run.addAction(action);
                }
            }
            run.save();
        } catch (IOException | RemoteFailure e) {
            LOGGER.log(Level.WARNING, "The change set is not on the run's page", e);
        }
    }

    /** A gate that asks about a change set has its name, or is about its fingerprint. */
    @Override
    public Object subject(Gate gate) {
        return changeSets.stream()
                .filter(one -> one.getName().equals(gate.id())
                        || one.getFingerprint() != null && one.getFingerprint().equals(gate.subject()))
                .findFirst()
                .orElse(null);
    }

    // The page.

    public List<ChangeSetRecord> getChangeSets() {
        return List.copyOf(changeSets);
    }

    @Override
    protected List<Section> sections() {
        return changeSets.isEmpty() ? List.of() : List.of(Section.CHANGES);
    }

    @Override
    protected Map<String, Object> evidence() {
        return Map.of(
                "changeSets", changeSets.stream().map(ChangeSetRecord::toMap).toList());
    }

    @Override
    protected String shown() {
        return changeSets.stream()
                .map(one -> one.getId() + " " + one.getStatus())
                .toList()
                .toString();
    }

    @Override
    public String getDisplayName() {
        return "CloudFormation changes";
    }

    @Override
    public String getUrlName() {
        return "cloudformation";
    }
}
