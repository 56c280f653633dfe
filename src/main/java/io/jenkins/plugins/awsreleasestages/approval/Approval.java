package io.jenkins.plugins.awsreleasestages.approval;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * That one person has said yes.
 *
 * @param by the person's id
 * @param reason may be empty
 * @param rules those that the person belonged to at that moment, by name
 */
public record Approval(String by, String reason, Instant at, List<String> rules) {

    public Approval {
        rules = new ArrayList<>(rules);
    }
}
