package io.jenkins.plugins.awsreleasestages.jenkins.audit;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import java.io.IOException;

/** Reads the log once a day; the monitor tells of what it finds. */
@Extension
public final class AuditVerification extends AsyncPeriodicWork {

    public AuditVerification() {
        super("Audit log of AWS releases");
    }

    @Override
    public long getRecurrencePeriod() {
        return DAY;
    }

    @Override
    protected void execute(TaskListener listener) throws IOException {
        listener.getLogger().println(ReleaseAudit.get().verify().sentence());
    }
}
