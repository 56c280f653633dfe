package io.jenkins.plugins.awsreleasestages.approval;

/**
 * Somebody who may not let this release through.
 *
 * @param user the id
 * @param why in words, as it follows "you are "
 */
public record Excluded(String user, String why, Kind kind) {

    public enum Kind {
        /** Who started the run. */
        REQUESTER,
        /** Who has written a part of what is released. */
        AUTHOR,
        /** No person. */
        SERVICE_ACCOUNT
    }
}
