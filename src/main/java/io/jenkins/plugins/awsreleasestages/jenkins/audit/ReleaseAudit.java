package io.jenkins.plugins.awsreleasestages.jenkins.audit;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.awsreleasestages.audit.AuditLog;
import io.jenkins.plugins.awsreleasestages.audit.AuditReport;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * What was decided about releases, in the order it happened. A disk that cannot be written to stops no release: the records of
 * the runs hold the same, and what is missing here is written as soon as that is possible.
 */
@Extension
public final class ReleaseAudit {

    private static final Logger LOGGER = Logger.getLogger(ReleaseAudit.class.getName());

    /** In memory, while the disk cannot be written to. */
    private static final int MOST_UNWRITTEN = 1_000;

    /** In characters. */
    private static final int LONG = 4_000;

    private final Deque<String> unwritten = new ArrayDeque<>();
    private AuditLog log;
    private long lost;
    private String trouble;
    private volatile Verified verified;

    /** What was found when the log was read last. */
    record Verified(Instant at, AuditReport report) {}

    static ReleaseAudit get() {
        return ExtensionList.lookupSingleton(ReleaseAudit.class);
    }

    /**
     * Puts an event down.
     *
     * @param kind such as {@code gate.decided}
     * @param facts plain data, nothing secret
     */
    public static void record(String kind, Map<String, ?> facts) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("at", Instant.now().toString());
        event.put("kind", kind);
        event.putAll(facts);
        // There is none where no Jenkins is.
        ExtensionList.lookup(ReleaseAudit.class).forEach(audit -> audit.add(json(event)));
    }

    /** What is too long to be one line is named, and left out. */
    static String json(Map<String, Object> event) {
        String json = PlainJson.of(event);
        if (json.length() <= AuditLog.LONGEST) {
            return json;
        }
        Map<String, Object> kept = new LinkedHashMap<>(event);
        kept.values().removeIf(value -> PlainJson.of(value).length() > LONG);
        List<String> leftOut =
                event.keySet().stream().filter(name -> !kept.containsKey(name)).toList();
        kept.put("leftOut", leftOut);
        return PlainJson.of(kept);
    }

    private synchronized void add(String event) {
        if (unwritten.size() == MOST_UNWRITTEN) {
            unwritten.removeFirst();
            lost++;
        }
        unwritten.addLast(event);
        writeUnwritten();
    }

    synchronized void writeUnwritten() {
        try {
            while (!unwritten.isEmpty()) {
                log().append(unwritten.getFirst());
                unwritten.removeFirst();
            }
            trouble = null;
        } catch (IOException | RuntimeException e) {
            if (trouble == null) {
                LOGGER.log(Level.WARNING, "The audit log of releases cannot be written", e);
            }
            trouble = e.toString();
        }
    }

    private synchronized AuditLog log() {
        if (log == null) {
            log = new AuditLog(folder());
        }
        return log;
    }

    static Path folder() {
        return Jenkins.get().getRootDir().toPath().resolve("aws-release-stages").resolve("audit");
    }

    /** Reads all of it: some seconds where there are millions of events. */
    AuditReport verify() throws IOException {
        writeUnwritten();
        AuditReport report = log().verify();
        verified = new Verified(Instant.now(), report);
        return report;
    }

    /** Null before the first time since the start. */
    Verified verified() {
        return verified;
    }

    List<Path> files() throws IOException {
        return log().files();
    }

    /** What an administrator has to know, a sentence; null where all is well. */
    synchronized String trouble() {
        if (trouble != null) {
            return "It cannot be written (" + trouble + "): " + unwritten.size() + " events wait in memory for the disk"
                    + (lost == 0 ? "." : ", " + lost + " are lost to it.");
        }
        if (lost > 0) {
            return lost
                    + " events are not in it, because the disk could not be written to; the records of the runs have them.";
        }
        Verified last = verified;
        return last == null || last.report().isWhole() ? null : last.report().sentence();
    }
}
