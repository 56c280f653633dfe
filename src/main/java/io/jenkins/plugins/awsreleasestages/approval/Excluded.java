package io.jenkins.plugins.awsreleasestages.approval;

import io.jenkins.plugins.awsreleasestages.source.Author;

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

    /** @param commits how many of those that are released the user has written */
    public static Excluded author(String user, int commits) {
        return new Excluded(user, "the author of " + Author.inWords(commits) + " in it", Kind.AUTHOR);
    }
}
