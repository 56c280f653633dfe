package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.ExtensionList;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.engine.Saved;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A plan and how far it has come, as both are saved: a kind, a version and plain data.
 *
 * @param state null before the start
 */
record SavedPlan(ActionPlan plan, SequenceState state) {

    private static final String PLAN = "plan";
    private static final String STATE = "state";

    Saved toSaved() {
        ActionPlan.Kind kind = plan.getClass().getAnnotation(ActionPlan.Kind.class);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put(PLAN, PlainData.of(plan));
        data.put(STATE, PlainData.of(state));
        return new Saved(kind.value(), kind.version(), data);
    }

    /** @throws IllegalStateException in one sentence, when this version of the plugin cannot go on with it */
    static SavedPlan of(Saved saved) {
        for (ActionPlan.Kinds kinds : ExtensionList.lookup(ActionPlan.Kinds.class)) {
            for (Class<? extends ActionPlan> type : kinds.planKinds()) {
                ActionPlan.Kind kind = type.getAnnotation(ActionPlan.Kind.class);
                if (kind.value().equals(saved.kind())) {
                    return read(saved, kinds, type, kind);
                }
            }
        }
        throw unreadable(saved, "this version of the plugin has no such step");
    }

    private static SavedPlan read(
            Saved saved, ActionPlan.Kinds kinds, Class<? extends ActionPlan> type, ActionPlan.Kind kind) {
        if (saved.version() > kind.version()) {
            throw unreadable(saved, "a later version of the plugin has saved it");
        }
        try {
            Map<String, Object> data = saved.version() == kind.version()
                    ? saved.data()
                    : kinds.upgraded(saved.kind(), saved.version(), saved.data());
            return new SavedPlan(
                    PlainData.read(type, data.get(PLAN)), PlainData.read(SequenceState.class, data.get(STATE)));
        } catch (RuntimeException e) {
            // Whatever is odd about it; nobody else would end the step.
            throw unreadable(saved, e.getMessage());
        }
    }

    private static IllegalStateException unreadable(Saved saved, String why) {
        return new IllegalStateException("This " + saved.kind()
                + " step cannot go on, because what it had saved cannot be read: " + why
                + ". What it had started at AWS goes on by itself.");
    }
}
