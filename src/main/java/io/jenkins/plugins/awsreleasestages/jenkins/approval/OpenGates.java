package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.springframework.security.access.AccessDeniedException;

/**
 * The gates of all runs at which people are waited for right now; in memory only, so that no run has to be looked for. It
 * keeps no run in memory: whoever executes one does. After a restart it fills as runs wake.
 */
@Extension
public final class OpenGates {

    private final Set<ApprovalAction> waiting = Collections.newSetFromMap(new WeakHashMap<>());

    /** How often anything has changed here or at one of the gates. */
    private long changes;

    public static OpenGates get() {
        return ExtensionList.lookupSingleton(OpenGates.class);
    }

    synchronized void add(ApprovalAction approvals) {
        waiting.add(approvals);
        changes++;
    }

    /** Something has changed at the gates of a run; perhaps nobody is waited for there any more. */
    synchronized void changed(ApprovalAction approvals) {
        changes++;
        if (!approvals.isAwaited()) {
            waiting.remove(approvals);
        }
    }

    synchronized long changes() {
        return changes;
    }

    synchronized List<ApprovalAction> runs() {
        return new ArrayList<>(waiting);
    }

    /** Those at which whoever asks may decide, of runs that they may see; oldest first. */
    List<PersonalGate> decidable() {
        List<PersonalGate> found = new ArrayList<>();
        for (ApprovalAction approvals : runs()) {
            if (isVisible(approvals.getRun())) {
                JenkinsPerson person = approvals.person();
                approvals.awaited().stream()
                        .map(gate -> new PersonalGate(approvals, gate, person))
                        .filter(PersonalGate::isDecidable)
                        .forEach(found::add);
            }
        }
        found.sort(Comparator.comparing((PersonalGate one) -> one.gate().gate().asked())
                .thenComparing(PersonalGate::getKey));
        return found;
    }

    /** Whether it is still there, for the person who asks; its job may have another name by now. */
    private static boolean isVisible(Run<?, ?> run) {
        return find(run.getExternalizableId()) == run;
    }

    /** @return null where there is none that the person who asks may see */
    static Run<?, ?> find(String run) {
        try {
            return Run.fromExternalizableId(run);
        } catch (AccessDeniedException | IllegalArgumentException e) {
            return null;
        }
    }
}
