package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ResourceChange.Effect;
import java.util.ArrayList;
import java.util.List;

/** What happens when a change set would replace a resource, or remove one that holds data. */
public enum ReplacementPolicy {
    /** It is executed. */
    ALLOW,
    /** People are asked. */
    ASK,
    /** It is deleted, and the step fails. */
    FAIL;

    /**
     * What a change set would destroy, a sentence each; empty where it destroys nothing. A replacement that AWS decides
     * on only while executing counts as one. Nested stacks are looked into.
     */
    public static List<String> destroyed(List<ResourceChange> changes) {
        List<String> destroyed = new ArrayList<>();
        add(destroyed, changes, "");
        return destroyed;
    }

    private static void add(List<String> destroyed, List<ResourceChange> changes, String prefix) {
        for (ResourceChange change : changes) {
            String what = prefix + change.logicalId() + " (" + change.type() + ")";
            // Of a nested stack whose own changes are known, these tell.
            boolean told = !change.nested().isEmpty();
            Effect effect = change.effect();
            if (!told && effect == Effect.REPLACE) {
                destroyed.add(what + " is replaced.");
            } else if (!told && effect == Effect.MAY_REPLACE) {
                destroyed.add(what + " may be replaced.");
            } else if (effect == Effect.REMOVE && loses(change)) {
                destroyed.add(what + " is removed, and what it holds with it.");
            }
            add(destroyed, change.nested(), prefix + change.logicalId() + " → ");
        }
    }

    /** A nested stack that is removed takes with it what nobody has listed. */
    private static boolean loses(ResourceChange change) {
        boolean kept = change.policy() != null && change.policy().endsWith("Retain");
        return !kept && (StatefulTypes.contain(change.type()) || Stacks.NESTED.equals(change.type()));
    }
}
