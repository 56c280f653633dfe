package io.jenkins.plugins.awsreleasestages.jenkins.audit;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells administrators of evidence that could not be stored yet. */
@Extension
public final class EvidenceMonitor extends AdministrativeMonitor {

    private static final int MOST = 5;

    @Override
    public String getDisplayName() {
        return "AWS release evidence";
    }

    @Override
    public boolean isActivated() {
        return getCount() > 0;
    }

    public int getCount() {
        return EvidenceArchive.get().troubles().size();
    }

    /** The first few, by the ids of the runs. */
    public Map<String, String> getTroubles() {
        return new TreeMap<>(EvidenceArchive.get().troubles())
                .entrySet().stream()
                        .limit(MOST)
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }
}
