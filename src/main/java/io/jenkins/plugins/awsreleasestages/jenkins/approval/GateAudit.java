package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Approval;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.jenkins.audit.ReleaseAudit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts down what is said at gates. */
@Extension
public final class GateAudit implements GateWatcher {

    /**
     * What has happened.
     *
     * @param facts plain data
     */
    record Event(String kind, Map<String, Object> facts) {}

    @Override
    public void changed(Run<?, ?> run, GateStatus before, GateStatus now) {
        for (Event event : events(before, now)) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("job", run.getParent().getFullName());
            facts.put("run", run.getNumber());
            facts.putAll(event.facts());
            ReleaseAudit.record(event.kind(), facts);
        }
    }

    /** @param before null where the gate was opened */
    static List<Event> events(GateStatus before, GateStatus now) {
        if (before == null) {
            return List.of(new Event("gate.opened", GateFacts.record(now)));
        }
        List<Event> events = new ArrayList<>();
        if (now.approvals().size() < before.approvals().size()) {
            events.add(new Event("gate.askedAnew", ids(now)));
        }
        now.approvals().stream()
                .filter(one -> !before.approvals().contains(one))
                .forEach(one -> events.add(new Event("gate.approved", approved(now, one))));
        if (now.decision() != null && !now.decision().equals(before.decision())) {
            events.add(new Event("gate.decided", GateFacts.record(now)));
        }
        return events;
    }

    private static Map<String, Object> ids(GateStatus status) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", status.gate().id());
        facts.put("message", status.gate().message());
        return facts;
    }

    private static Map<String, Object> approved(GateStatus status, Approval approval) {
        Map<String, Object> facts = ids(status);
        facts.put("by", approval.by());
        facts.put("reason", approval.reason());
        facts.put("rules", new ArrayList<>(approval.rules()));
        return facts;
    }
}
