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
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The looks of one trigger: at most one at a time, the last of them kept in a log, and what was seen kept in the job's
 * folder, so that it outlives restarts and changes of the configuration.
 */
final class Polling {

    private static final Logger LOGGER = Logger.getLogger(Polling.class.getName());

    /** Beside {@code config.xml}: it is no configuration, and must not be copied with the job. */
    static final String SEEN_FILE = "aws-source-seen.xml";

    static final String LOG_FILE = "aws-source-polling.log";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    /** In the log, the newest first. */
    private static final int MOST_LOOKS = 50;

    private static final int LONGEST_LOG = 64 * 1024;

    private static final String BETWEEN_LOOKS = "\n\n";

    private static final String LOOKED = "Looked at ";

    /** A source that is away for less is nobody's trouble. */
    static final Duration TROUBLE = Duration.ofHours(1);

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

    /** A source that cannot be looked at: since when, as far as this life of the controller knows, and why. */
    record Trouble(Instant since, String words) {}

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

    /** Null while the source can be looked at. */
    private Trouble trouble;

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

    /** Why the source could not be looked at for long; empty where it could. */
    synchronized Optional<Trouble> trouble() {
        return Optional.ofNullable(trouble)
                .filter(one -> !clock.instant().isBefore(one.since().plus(TROUBLE)));
    }

    private synchronized void failed(String words) {
        trouble = new Trouble(trouble == null ? clock.instant() : trouble.since(), words);
    }

    private synchronized void seenAgain() {
        trouble = null;
    }

    /** One look, after {@link #begin}. Never throws; what went wrong is in the log. */
    void look(Looking source, Runs runs) {
        StringBuilder log = new StringBuilder(LOOKED + now() + "\n");
        try {
            SourceRevision looked = source.look();
            seenAgain();
            log.append("Found ").append(looked).append('\n');
            act(looked, runs, log);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.append("The look was interrupted. Nothing is started.\n");
        } catch (RemoteFailure | IOException e) {
            String words = Objects.requireNonNullElseGet(e.getMessage(), e::toString);
            failed(words);
            log.append(words).append("\nNothing is started.\n");
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "A look at a source failed in " + folder.get(), e);
            failed("Internal error: " + e);
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
        // What others have said may have empty lines.
        write(log.toString().replaceAll("\n{2,}", "\n"));
    }

    /** Before the looks that were written already. */
    private synchronized void write(String newest) {
        if (closed) {
            return;
        }
        try {
            Path now = folder.get().toPath();
            Path fresh = now.resolve(LOG_FILE + ".new");
            Files.writeString(fresh, log(newest, looks(now.resolve(LOG_FILE))));
            Files.move(fresh, now.resolve(LOG_FILE), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The log of a look could not be written in " + folder.get(), e);
        }
    }

    private static List<String> looks(Path log) throws IOException {
        if (!Files.exists(log)) {
            return List.of();
        }
        return Stream.of(Files.readString(log).split(BETWEEN_LOOKS))
                .filter(look -> look.startsWith(LOOKED))
                .toList();
    }

    private static String log(String newest, List<String> before) {
        StringBuilder log = new StringBuilder(newest);
        before.stream()
                .limit(MOST_LOOKS - 1L)
                .forEach(look -> log.append('\n').append(look.stripTrailing()).append('\n'));
        log.setLength(Math.min(log.length(), LONGEST_LOG));
        return log.toString();
    }

    private String now() {
        return inWords(clock.instant());
    }

    /** As the log names a moment. */
    static String inWords(Instant moment) {
        return TIME.format(moment);
    }
}
