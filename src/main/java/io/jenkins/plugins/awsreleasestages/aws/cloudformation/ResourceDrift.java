package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;
import java.util.List;

/**
 * What somebody made of a resource outside of CloudFormation, in AWS's words.
 *
 * @param physicalId null where AWS does not say
 * @param status IN_SYNC, MODIFIED, DELETED, NOT_CHECKED, UNSUPPORTED or UNKNOWN
 * @param reason why it could not be looked at; empty where AWS gives none
 * @param differences the properties that differ
 */
public record ResourceDrift(
        String logicalId, String physicalId, String type, String status, String reason, List<PropertyDrift> differences)
        implements Serializable {

    public ResourceDrift {
        differences = List.copyOf(differences);
    }

    public boolean drifted() {
        return status.equals("MODIFIED") || isDeleted();
    }

    public boolean inSync() {
        return status.equals("IN_SYNC");
    }

    public boolean nested() {
        return type.equals("AWS::CloudFormation::Stack");
    }

    boolean isDeleted() {
        return status.equals("DELETED");
    }

    /** Such as {@code Queue (AWS::SQS::Queue) VisibilityTimeout: 30 → 99}. */
    String words() {
        String what = logicalId + " (" + type + ")";
        if (isDeleted()) {
            return what + " was deleted outside of CloudFormation";
        }
        return differences.isEmpty()
                ? what
                : what + " " + differences.get(0).lines().get(0);
    }
}
