package io.jenkins.plugins.awsreleasestages.approval;

import io.jenkins.plugins.awsreleasestages.source.Author;

/** Somebody who wants to decide, as Jenkins knows them. */
public interface Person {

    /** By which the decision is recorded. */
    String id();

    /** Whether there is such a user still: a session may outlive its user. Asks a directory, maybe; not for lists. */
    boolean isKnown();

    /** Whether this is the user of that id; without security, where everybody counts as whoever is asked, too. */
    boolean isUser(String id);

    /** Whether this is who has signed commits so. */
    boolean isAuthor(Author author);

    /** Whether this is the user, or is in the group. */
    boolean is(Approver approver);

    /** Whether the job may be built by this person. */
    boolean mayBuild();

    /** Whether this person may let a release through whatever the rules say. */
    boolean mayOverride();
}
