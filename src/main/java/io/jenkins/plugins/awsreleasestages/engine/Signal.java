package io.jenkins.plugins.awsreleasestages.engine;

/** What happens to an action; together with the {@link Phase} it decides what comes of it, see {@link Lifecycle}. */
public enum Signal {
    /** An earlier start was found. */
    START_FOUND,
    /** The remote side accepted the start. */
    START_ACCEPTED,
    /** The start could not be made now: throttled, busy, unreachable, not saved. */
    START_POSTPONED,
    /** The remote side will not start it. */
    START_REFUSED,
    /** A look found the work going on. */
    STILL_RUNNING,
    /** A look got no answer. It says nothing about the work. */
    LOOK_MISSED,
    /** A look was refused and will be refused again. */
    LOOK_REFUSED,
    /** A look found the work ended well. */
    FINISHED_WELL,
    /** A look found the work ended badly. */
    FINISHED_BADLY,
    /** Somebody wants it stopped. */
    STOP_WANTED,
    /** Its time is up. */
    DEADLINE_PASSED,
    /** The remote side accepted the stop. */
    STOP_ACCEPTED,
    /** The stop could not be sent now. */
    STOP_POSTPONED,
    /** The remote side refused the stop; looking tells what becomes of the work. */
    STOP_REFUSED,
    /** Nothing had been started that could be stopped. */
    NOTHING_TO_STOP,
    /** A stop leaves the work alone: it goes on by itself. */
    LEFT_ALONE,
    /** The grace for stopping is over. */
    GRACE_OVER
}
