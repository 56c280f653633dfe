package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import java.util.Map;
import java.util.TreeMap;

/** Tells administrators of receivers that notices do not reach. */
@Extension
public final class NoticesMonitor extends AdministrativeMonitor {

    @Override
    public String getDisplayName() {
        return "AWS release notices";
    }

    @Override
    public boolean isActivated() {
        return !getTroubles().isEmpty();
    }

    /** In words, by what people are shown of the receivers. */
    public Map<String, String> getTroubles() {
        Map<String, String> troubles = new TreeMap<>();
        Notices.reports().forEach((to, report) -> {
            if (report.trouble() != null && report.waiting() > 0) {
                troubles.put(to, report.trouble());
            }
        });
        return troubles;
    }

    public String getPage() {
        return "manage/" + NoticesPage.URL + "/";
    }
}
