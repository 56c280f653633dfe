package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.EnvVars;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.SequenceRun;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The last thing in the log of what has failed: all that whoever is called at night needs, in one place. */
final class FailureBlock {

    private static final Logger LOGGER = Logger.getLogger(FailureBlock.class.getName());

    private static final String LINK = "link";

    private FailureBlock() {}

    /** @param message why it has failed, as it is also thrown */
    static String text(ActionPlan plan, SequenceState last, ActionContext context, String message) {
        try {
            return text(stage(context), title(plan, last, context), message, plan.atTheEnd(last));
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "What has failed could not be said in full", e);
            return message;
        }
    }

    /** What it was about. */
    static String title(ActionPlan plan, SequenceState last, ActionContext context) {
        return SequenceRun.title(plan.sequence(context), last);
    }

    /** Null where there is none. */
    static String link(ActionPlan plan, SequenceState last) {
        return plan.atTheEnd(last).get(LINK);
    }

    /**
     * @param stage null where there is none
     * @param title what has failed
     * @param facts see {@link ActionPlan#atTheEnd}
     */
    static String text(String stage, String title, String message, Map<String, String> facts) {
        StringBuilder text = new StringBuilder("Failed").append(stage == null ? "" : " in stage " + stage);
        text.append(": ").append(title);
        String link = facts.get(LINK);
        line(text, "cause", link == null ? message : message.replace(" See " + link, ""));
        facts.forEach((name, value) -> line(text, name, value));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        if (value != null && !value.isBlank()) {
            text.append(String.format("%n  %-6s %s", name + ":", value.strip().replace("\n", "\n         ")));
        }
    }

    /** Jenkins's own stage says its name to whatever runs in it. */
    private static String stage(ActionContext context) {
        try {
            EnvVars environment = context.find(EnvVars.class);
            return environment == null ? null : environment.get("STAGE_NAME");
        } catch (RemoteFailure e) {
            // Right after a restart; the rest is worth saying all the same.
            return null;
        }
    }
}
