package hudson.tasks;

import hudson.model.Action;
import hudson.model.Run;
import java.util.Map;
import java.util.TreeMap;

public final class Fingerprinter {
    private Fingerprinter() {}

    public static final class FingerprintAction implements Action {
        private final Map<String, String> record = new TreeMap<>();

        public FingerprintAction(Run build, Map<String, String> record) {
            add(record);
        }

        public void add(Map<String, String> moreRecords) {
            record.putAll(moreRecords);
        }

        public Map<String, String> getRecords() {
            return record;
        }

        @Override
        public String getIconFileName() {
            return "fingerprint.png";
        }

        @Override
        public String getDisplayName() {
            return "See Fingerprints";
        }

        @Override
        public String getUrlName() {
            return "fingerprints";
        }
    }
}
