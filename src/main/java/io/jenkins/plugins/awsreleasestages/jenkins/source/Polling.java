package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.XmlFile;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.RevisionWatch;
import io.jenkins.plugins.awsreleasestages.source.RevisionWatch.Verdict;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The looks of one trigger: at most one at a time, each with its page of log, and what was seen kept in the job's
 * folder, so that it outlives restarts and changes of the configuration.
 */
final class Polling {

    private static final Logger LOGGER = Logger.getLogger(Polling.class.getName());

    /** Beside {@code config.xml}: it is no configuration, and must not be copied with the job. */
    static final String SEEN_FILE = "aws-source-seen.xml";

    static final String LOG_FILE = "aws-source-polling.log";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private static final int LONGEST_LOG = 64 * 1024;

    /** The job, as far as polling needs it. */
    interface Runs {
        /** What has become of the run for this revision. */
        RevisionWatch.Run find(SourceRevision revision);

        /** @return whether the run is in the queue */
        boolean start(SourceRevision revision);
    }

    /** One look at the source. */
    interface Looking {
        SourceRevision look() throws IOException, InterruptedException;
    }

    /** What is saved. Plain fields for XStream. */
    static final class Seen {
        private final SourceRevision revision;

        /** Which life of the controller has scheduled its run; null once the run is known to have started. */
        private final String announcedIn;

        Seen(SourceRevision revision, String announcedIn) {
            this.revision = revision;
            this.announcedIn = announcedIn;
        }
    }

    private final Supplier<File> folder;
    private final String life;
    private final Clock clock;
    private boolean looking;
    private boolean closed;

    /**
     * @param folder the job's: asked for at each use, because it moves with the job
     * @param life names the time between two starts of the controller
     */
    Polling(Supplier<File> folder, String life, Clock clock) {
        this.folder = folder;
        this.life = life;
        this.clock = clock;
    }

    /** @return false when the last look still goes on */
    synchronized boolean begin() {
        if (looking || closed) {
            return false;
        }
        looking = true;
        return true;
    }

    /** What a look under way finds out from here on is no longer wanted. */
    synchronized void close() {
        closed = true;
    }

    /** Shown until the look can be made. */
    void waits(String why) {
        write(now() + ": " + why + "\n");
    }

    /** One look, after {@link #begin}. Never throws; what went wrong is in the log. */
    void look(Looking source, Runs runs) {
        StringBuilder log = new StringBuilder("Looked at " + now() + "\n");
        try {
            SourceRevision looked = source.look();
            log.append("Found ").append(looked).append('\n');
            act(looked, runs, log);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.append("The look was interrupted. Nothing is started.\n");
        } catch (RemoteFailure | IOException e) {
            log.append(e.getMessage()).append("\nNothing is started.\n");
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "A look at a source failed in " + folder.get(), e);
            log.append("Internal error: ").append(e).append("\nNothing is started.\n");
        } finally {
            log.append("Ended at ").append(now()).append('\n');
            end(log);
        }
    }

    private synchronized void act(SourceRevision looked, Runs runs, StringBuilder log) throws IOException {
        if (closed) {
            log.append("The trigger was changed meanwhile: nothing is decided.\n");
            return;
        }
        Seen seen = seen();
        boolean announced = seen != null && seen.announcedIn != null;
        Verdict verdict = RevisionWatch.decide(
                seen == null ? null : seen.revision,
                announced,
                announced ? runs.find(seen.revision) : RevisionWatch.Run.STARTED,
                announced && !seen.announcedIn.equals(life),
                looked);
        log.append(verdict.message()).append('\n');
        if (verdict.start()) {
            start(looked, seen, runs, log);
        } else if (verdict == Verdict.SETTLED) {
            keep(new Seen(looked, null));
        }
    }

    /** Saved first: a controller that dies in between finds the announcement, and then looks for the run. */
    private void start(SourceRevision looked, Seen before, Runs runs, StringBuilder log) throws IOException {
        keep(new Seen(looked, life));
        if (runs.start(looked)) {
            return;
        }
        log.append("Jenkins did not take the run; the next look tries again.\n");
        if (before == null) {
            file().delete();
        } else {
            keep(before);
        }
    }

    private Seen seen() throws IOException {
        XmlFile file = file();
        return file.exists() ? (Seen) file.read() : null;
    }

    /** Written again where the folder has moved meanwhile: what was seen goes with the job. */
    private void keep(Seen seen) throws IOException {
        XmlFile file = file();
        file.write(seen);
        XmlFile now = file();
        if (!now.getFile().equals(file.getFile())) {
            now.write(seen);
            // Writing has made the old folder anew, for nothing else.
            file.delete();
            Files.deleteIfExists(file.getFile().getParentFile().toPath());
        }
    }

    private XmlFile file() {
        return new XmlFile(new File(folder.get(), SEEN_FILE));
    }

    private synchronized void end(StringBuilder log) {
        looking = false;
        log.setLength(Math.min(log.length(), LONGEST_LOG));
        write(log.toString());
    }

    private synchronized void write(String log) {
        if (closed) {
            return;
        }
        try {
            Path now = folder.get().toPath();
            Path fresh = now.resolve(LOG_FILE + ".new");
            Files.writeString(fresh, log);
            Files.move(fresh, now.resolve(LOG_FILE), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The log of a look could not be written in " + folder.get(), e);
        }
    }

    private String now() {
        return TIME.format(clock.instant());
    }
}
