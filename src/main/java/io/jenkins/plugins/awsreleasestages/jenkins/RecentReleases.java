package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.Extension;
import hudson.model.InvisibleAction;
import hudson.model.Job;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.List;

/** What the page of a job says of its latest releases. It is made of them, and saved nowhere. */
public final class RecentReleases extends InvisibleAction {

    /** Runs that are looked at: no more than the page of a job reads anyway, for its list of builds. */
    private static final int RUNS = 10;

    private final Job<?, ?> job;

    private RecentReleases(Job<?, ?> job) {
        this.job = job;
    }

    /** Those among the latest runs of a job, newest first. */
    public static List<ReleasePage> of(Job<?, ?> job) {
        List<ReleasePage> found = new ArrayList<>();
        Run<?, ?> run = job.getLastBuild();
        for (int looked = 0; run != null && looked < RUNS; looked++) {
            found.addAll(run.getActions(ReleasePage.class));
            run = run.getPreviousBuild();
        }
        return found;
    }

    // Read by the page.

    public Job<?, ?> getJob() {
        return job;
    }

    public List<ReleasePage> getReleases() {
        return of(job);
    }

    @Extension
    public static final class Factory extends OfEveryJob {

        public Factory() {
            super(RecentReleases.class, RecentReleases::new);
        }
    }
}
