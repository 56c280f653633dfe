package io.jenkins.plugins.awsreleasestages.jenkins.event;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import java.util.Map;
import java.util.TreeMap;

/** Tells administrators of queues that cannot be read. */
@Extension
public final class EventsMonitor extends AdministrativeMonitor {

    @Override
    public String getDisplayName() {
        return "AWS release events";
    }

    @Override
    public boolean isActivated() {
        return !getTroubles().isEmpty();
    }

    /** In words, by the URLs of the queues. */
    public Map<String, String> getTroubles() {
        Map<String, String> troubles = new TreeMap<>();
        EventQueues.listeners().reports().forEach((url, report) -> {
            if (report.trouble() != null && report.trouble().isPeoples()) {
                troubles.put(url, report.trouble().words());
            }
        });
        return troubles;
    }

    public String getPage() {
        return "manage/" + EventsPage.URL + "/";
    }
}
