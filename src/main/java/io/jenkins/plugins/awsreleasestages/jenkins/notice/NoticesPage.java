package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import hudson.Extension;
import hudson.model.ManagementLink;
import io.jenkins.plugins.awsreleasestages.notice.Outbox;
import java.time.Instant;
import java.util.Map;
import jenkins.model.Jenkins;

/** How it goes with the receivers of notices, for the administrator. */
@Extension
public final class NoticesPage extends ManagementLink {

    static final String URL = "aws-release-notices";

    @Override
    public String getIconFileName() {
        return "symbol-mail-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return "AWS release notices";
    }

    @Override
    public String getDescription() {
        return "What is sent to the receivers of notices: how much, what waits, and why it does not get through.";
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    @Override
    public Category getCategory() {
        return Category.STATUS;
    }

    /** By what people are shown of the receivers. */
    public Map<String, Outbox.Report> getReports() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return Notices.reports();
    }

    /** @param time null where there is none */
    public String inWords(Instant time) {
        return Notices.inWords(time);
    }
}
