package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.util.List;

/**
 * What a change set does to one resource, in AWS's words.
 *
 * @param action Add, Modify, Remove, Import, Dynamic or SyncWithActual
 * @param logicalId its name in the template
 * @param physicalId its name in AWS; null before it exists
 * @param type such as {@code AWS::SQS::Queue}
 * @param replacement True, False or Conditional; null where it makes no sense
 * @param policy what becomes of the old one: Delete, Retain, Snapshot, ReplaceAndDelete…; null where AWS is silent
 * @param scope which attributes change: Properties, Tags, Metadata…
 * @param properties the properties that change
 * @param nested the changes inside, when the resource is a nested stack with a change set of its own
 */
public record ResourceChange(
        String action,
        String logicalId,
        String physicalId,
        String type,
        String replacement,
        String policy,
        List<String> scope,
        List<ResourceChange.Property> properties,
        List<ResourceChange> nested) {

    public ResourceChange {
        scope = List.copyOf(scope);
        properties = List.copyOf(properties);
        nested = List.copyOf(nested);
    }

    /** What a reader has to know first. */
    public enum Effect {
        ADD("+", "to add"),
        MODIFY("~", "to change"),
        REPLACE("±", "to replace"),
        MAY_REPLACE("±?", "possibly to replace"),
        REMOVE("-", "to remove"),
        IMPORT("+", "to import");

        private final String sign;
        private final String meaning;

        Effect(String sign, String meaning) {
            this.sign = sign;
            this.meaning = meaning;
        }

        public String sign() {
            return sign;
        }

        /** Such as "to add". */
        public String meaning() {
            return meaning;
        }
    }

    /** An action that this code does not know counts as a change. */
    public Effect effect() {
        if ("Add".equals(action)) {
            return Effect.ADD;
        }
        if ("Remove".equals(action)) {
            return Effect.REMOVE;
        }
        if ("Import".equals(action)) {
            return Effect.IMPORT;
        }
        if ("True".equals(replacement)) {
            return Effect.REPLACE;
        }
        // Dynamic: AWS decides while executing.
        return "Conditional".equals(replacement) || "Dynamic".equals(action) ? Effect.MAY_REPLACE : Effect.MODIFY;
    }

    /**
     * One property that changes, in AWS's words.
     *
     * @param name the property's path, such as {@code Environment.Variables.STAGE}, or the attribute: {@code Tags}
     * @param recreation Never, Conditionally or Always; empty where AWS does not say
     * @param before the value before; null where AWS does not give it. Values of NoEcho parameters come masked from AWS.
     * @param after the value after; null where AWS does not give it
     * @param cause what causes the change, such as the parameter's name; null where AWS does not say
     */
    public record Property(String name, String recreation, String before, String after, String cause) {}
}
