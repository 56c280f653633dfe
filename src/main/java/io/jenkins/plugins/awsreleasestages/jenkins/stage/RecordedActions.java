package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.StageActions;
import io.jenkins.plugins.awsreleasestages.stage.ActionRecord;
import io.jenkins.plugins.awsreleasestages.stage.ActionRecord.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/** The actions of stages are in the record of the run; in a retry some of them have ended already. */
@Extension
public final class RecordedActions extends StageActions {

    @Override
    protected Todo begins(Place place, ActionPlan plan) {
        String digest = ActionDigest.of(plan);
        ReleaseAction release = ReleaseAction.of(place.run());
        ActionRecord action = ActionRecord.begin(place.id(), ActionDigest.kind(plan), digest, Instant.now());
        int before = release.begins(place.stage().id(), action);
        Rerun rerun = place.run().getAction(Rerun.class);
        Rerun.Done done = rerun == null ? null : rerun.done(place.stage().name(), digest, before);
        if (done == null) {
            return null;
        }
        Object returned = SealedData.open(done.returned());
        ActionPlan again = plan.again(returned).orElse(null);
        if (again != null || !rerun.takesOver()) {
            return again == null || again == plan ? null : new Todo(again, null, null);
        }
        end(place, action.end(Outcome.TAKEN_OVER, done.subject(), done.link(), Instant.now()), returned);
        String what = done.subject().isEmpty() ? action.kind() : action.kind() + ", " + done.subject();
        return new Todo(
                null,
                returned,
                "Not run again: " + what + ". It succeeded in #" + rerun.target()
                        + " with the same arguments, and returns what it returned there.");
    }

    @Override
    protected void goesOn(Place place) {
        place.run().getActions(ReleaseAction.class).forEach(release -> release.goesOn(place.id()));
    }

    @Override
    protected void ended(Place place, ActionPlan plan, Ended how, String subject, String link, Object returned) {
        Instant now = Instant.now();
        ActionRecord begun = ReleaseAction.of(place.run())
                .action(place.stage().id(), place.id())
                .orElseGet(() -> ActionRecord.begin(place.id(), ActionDigest.kind(plan), ActionDigest.of(plan), now));
        end(place, begun.end(outcome(how), subject, link, now), returned);
    }

    private static Outcome outcome(Ended how) {
        return switch (how) {
            case WELL -> Outcome.SUCCEEDED;
            case FAILED -> Outcome.FAILED;
            case STOPPED -> Outcome.STOPPED;
        };
    }

    private static void end(Place place, ActionRecord action, Object returned) {
        try {
            ReleaseAction.of(place.run()).ended(place.stage().id(), action, returned);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
