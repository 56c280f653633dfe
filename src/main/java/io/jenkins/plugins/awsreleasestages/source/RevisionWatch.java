package io.jenkins.plugins.awsreleasestages.source;

/**
 * Decides whether what a look has seen starts the job. Pure.
 *
 * <p>The rule: a revision that is not the last one seen starts the job. So does the very first look, as polling of an
 * SCM and a new pipeline in CodePipeline do. A branch that is set back to an older commit has changed, too.
 *
 * <p>Where all of a repository is watched, each name is one source; its first look starts nothing, and a filter says which
 * new revision starts. One that starts nothing was seen all the same.
 *
 * <p>"Once" must hold although the controller may die at any moment, and Jenkins keeps its queue in memory. Therefore
 * the revision is saved as <em>announced</em> before the run is scheduled. While it is only announced, the next look
 * asks for the run: found, the announcement is settled; not found after a restart, the run was lost with the queue and
 * is scheduled again; not found without a restart, somebody has cancelled it, and it stays cancelled.
 */
public final class RevisionWatch {

    /** What has become of the run that was scheduled for the last revision. */
    public enum Run {
        /** It waits in the queue. */
        QUEUED,
        /** It has a build number. */
        STARTED,
        /** It is nowhere. */
        MISSING
    }

    public enum Verdict {
        START_FIRST(true, "This is the first look at this source: the job is started."),
        START_NEW(true, "The revision is new: the job is started."),
        START_LOST(true, "The run for this revision was lost when Jenkins stopped: the job is started again."),
        REMEMBERED(false, "This is the first look at all of them: what is there is remembered, and starts nothing."),
        PASSED_OVER(false, "The revision is new, and starts nothing."),
        WAITING(false, "Nothing new: the run for this revision is in the queue."),
        /** Nothing new; from here on nothing needs to be asked about this revision. */
        SETTLED(false, "Nothing new."),
        UNCHANGED(false, "Nothing new.");

        private final boolean start;
        private final String message;

        Verdict(boolean start, String message) {
            this.start = start;
            this.message = message;
        }

        public boolean start() {
            return start;
        }

        public String message() {
            return message;
        }
    }

    private RevisionWatch() {}

    /**
     * @param seen the last revision seen; null when there is none
     * @param announced whether its run was scheduled but not yet known to have started
     * @param run what has become of that run; only looked at when announced
     * @param restarted whether Jenkins was restarted since the run was scheduled
     * @param looked the revision that is there now
     */
    public static Verdict decide(
            SourceRevision seen, boolean announced, Run run, boolean restarted, SourceRevision looked) {
        if (seen == null || !seen.sameSource(looked)) {
            return Verdict.START_FIRST;
        }
        if (!seen.equals(looked)) {
            return Verdict.START_NEW;
        }
        if (!announced) {
            return Verdict.UNCHANGED;
        }
        return switch (run) {
            case QUEUED -> Verdict.WAITING;
            case STARTED -> Verdict.SETTLED;
            case MISSING -> restarted ? Verdict.START_LOST : Verdict.SETTLED;
        };
    }

    /**
     * The same for a new revision that a filter does not let start: the run for the one before is not lost with that.
     */
    public static Verdict passedOver(boolean announced, Run run, boolean restarted) {
        return announced && run == Run.MISSING && restarted ? Verdict.START_LOST : Verdict.PASSED_OVER;
    }
}
