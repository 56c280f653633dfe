package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Job;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page of a job that shows the last looks at its source. Like the log of SCM polling, it is for all who see the job. */
public final class AwsSourcePollingAction implements Action {

    private final transient Job<?, ?> job;
    private final transient AwsSourceTrigger trigger;

    AwsSourcePollingAction(Job<?, ?> job, AwsSourceTrigger trigger) {
        this.job = job;
        this.trigger = trigger;
    }

    public Job<?, ?> getJob() {
        return job;
    }

    /** Why the source could not be looked at for long, for the job's page; null where it could. */
    public String getTrouble() {
        return trigger.trouble().map(Polling.Trouble::words).orElse(null);
    }

    /** Since when it could not. */
    public String getTroubleSince() {
        return trigger.trouble().map(one -> Polling.inWords(one.since())).orElse(null);
    }

    /** When a trigger with looks every so many seconds looks next; null for others, and while nothing is looked at. */
    public String getNextLook() {
        return job.isBuildable() ? trigger.nextLook().map(Polling::inWords).orElse(null) : null;
    }

    /** The last looks, the newest first, or an empty text. The view escapes it. */
    public String getLog() throws IOException {
        job.checkPermission(Item.READ);
        Path log = job.getRootDir().toPath().resolve(Polling.LOG_FILE);
        return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
    }

    /** No entry in the side panel: a job has one of ours. The job's page leads here. */
    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return "AWS Source Polling Log";
    }

    @Override
    public String getUrlName() {
        return "aws-source-polling";
    }
}
