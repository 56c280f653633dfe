package io.jenkins.plugins.awsreleasestages.jenkins.audit;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;

/** Tells administrators of an audit log that was changed, or cannot be written. */
@Extension
public final class AuditMonitor extends AdministrativeMonitor {

    @Override
    public String getDisplayName() {
        return "AWS release audit";
    }

    @Override
    public boolean isActivated() {
        return getTrouble() != null;
    }

    public String getTrouble() {
        return ReleaseAudit.get().trouble();
    }

    public String getPage() {
        return "manage/" + AuditPage.URL + "/";
    }
}
