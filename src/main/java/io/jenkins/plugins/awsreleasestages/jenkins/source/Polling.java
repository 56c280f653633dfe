package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.XmlFile;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.NamePatterns;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
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

    /** Of which one look tells. */
    private static final int MOST_NAMES = 20;

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
    interface Looking<T> {
        T look() throws IOException, InterruptedException;
    }

    /** Which new revision starts the job. */
    interface Filter {
        /** Everything, without a word. */
        Filter NONE = (before, looked) -> new NamePatterns.Answer(true, null);

        /** @param before the one seen before; null where this is the first of its name */
        NamePatterns.Answer of(SourceRevision before, SourceRevision looked) throws IOException, InterruptedException;
    }

    /**
     * What a look has found.
     *
     * @param source what was looked at: another one begins anew
     * @param several whether other names than the source's own are watched, too
     */
    record Found(String source, boolean several, List<SourceRevision> revisions) {

        static Found one(SourceRevision revision) {
            return new Found(revision.location(), false, List.of(revision));
        }

        @Override
        public String toString() {
            return several
                    ? revisions.size() + " in " + source
                    : revisions.get(0).toString();
        }
    }

    /**
     * What comes of one of them.
     *
     * @param answer of the filter; null where it was not asked
     * @param waiting the run before, which is still in the queue; null where none is
     */
    private record Decided(
            SourceRevision looked, Verdict verdict, NamePatterns.Answer answer, SourceMemory.Announced waiting) {

        /** As the log says it; of several only what has changed. */
        String inWords(boolean several) {
            String words = verdict.message() + (answer == null ? "" : answer.sentence());
            return several ? looked.name() + " at " + looked.shortId() + ": " + words : words;
        }

        boolean isNew() {
            return verdict.start() || verdict == Verdict.PASSED_OVER;
        }
    }

    /** A source that cannot be looked at: since when, as far as this life of the controller knows, and why. */
    record Trouble(Instant since, String words) {}

    /** What was saved by versions that watched one branch, object or tag. */
    static final class Seen {
        private final SourceRevision revision;
        private final String announcedIn;

        Seen(SourceRevision revision, String announcedIn) {
            this.revision = revision;
            this.announcedIn = announcedIn;
        }

        private Object readResolve() {
            SourceMemory memory = SourceMemory.of(Found.one(revision));
            return announcedIn == null ? memory : memory.announce(new SourceMemory.Announced(revision, announcedIn));
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
    void look(Looking<Found> source, Filter filter, Runs runs) {
        StringBuilder log = new StringBuilder(LOOKED + now() + "\n");
        try {
            Found found = source.look();
            log.append("Found ").append(found).append('\n');
            SourceMemory saved = memory();
            SourceMemory before = saved != null && saved.isOf(found) ? saved : null;
            List<Decided> decided = new ArrayList<>();
            for (SourceRevision looked : found.revisions()) {
                decided.add(decide(before, found.several(), looked, filter, runs));
            }
            seenAgain();
            act(saved, before, found, decided, runs, log);
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

    /** Not with the lock held: the filter may ask the server. */
    private Decided decide(SourceMemory before, boolean several, SourceRevision looked, Filter filter, Runs runs)
            throws IOException, InterruptedException {
        if (before == null) {
            return new Decided(looked, several ? Verdict.REMEMBERED : Verdict.START_FIRST, null, null);
        }
        SourceRevision seen = before.seen(looked);
        SourceMemory.Announced announced = before.announced(looked);
        RevisionWatch.Run run = announced == null ? RevisionWatch.Run.STARTED : runs.find(announced.revision());
        boolean restarted = announced != null && !announced.life().equals(life);
        SourceMemory.Announced waiting = run == RevisionWatch.Run.QUEUED ? announced : null;
        Verdict verdict = RevisionWatch.decide(seen, announced != null, run, restarted, looked);
        if (verdict != Verdict.START_FIRST && verdict != Verdict.START_NEW) {
            return new Decided(looked, verdict, null, waiting);
        }
        NamePatterns.Answer answer = filter.of(seen, looked);
        return new Decided(
                looked,
                answer.starts() ? Verdict.START_NEW : RevisionWatch.passedOver(announced != null, run, restarted),
                answer,
                waiting);
    }

    /**
     * Saved first: a controller that dies in between finds the announcements, and then looks for the runs.
     *
     * @param saved may be of another source
     */
    private synchronized void act(
            SourceMemory saved, SourceMemory before, Found found, List<Decided> decided, Runs runs, StringBuilder log)
            throws IOException {
        if (closed) {
            log.append("The trigger was changed meanwhile: nothing is decided.\n");
            return;
        }
        log.append(inWords(found, decided));
        List<SourceRevision> starts = decided.stream()
                .filter(one -> one.verdict().start())
                .map(Decided::looked)
                .toList();
        SourceMemory now = SourceMemory.of(found);
        decided.stream().map(Decided::waiting).filter(Objects::nonNull).forEach(now::announce);
        starts.forEach(one -> now.announce(new SourceMemory.Announced(one, life)));
        if (!now.equals(saved)) {
            keep(now);
        }
        List<SourceRevision> refused = start(starts, now, runs);
        if (refused.isEmpty()) {
            return;
        }
        log.append("Jenkins did not take the run; the next look tries again.\n");
        if (before != null) {
            keep(now.unseen(refused, before));
        } else if (saved != null) {
            keep(saved);
        } else {
            file().delete();
        }
    }

    /** @return what Jenkins did not take */
    private List<SourceRevision> start(List<SourceRevision> starts, SourceMemory now, Runs runs) throws IOException {
        List<SourceRevision> refused = new ArrayList<>();
        int done = 0;
        try {
            for (SourceRevision one : starts) {
                if (!runs.start(one)) {
                    refused.add(one);
                }
                done++;
            }
            return refused;
        } finally {
            if (done < starts.size()) {
                List<SourceRevision> open = starts.subList(done, starts.size());
                open.forEach(one -> now.announce(new SourceMemory.Announced(one, SourceMemory.NOBODY_KNOWS)));
                refused.forEach(one -> now.announce(new SourceMemory.Announced(one, SourceMemory.NOBODY_KNOWS)));
                keep(now);
            }
        }
    }

    private static String inWords(Found found, List<Decided> decided) {
        if (!found.several()) {
            return decided.get(0).inWords(false) + "\n";
        }
        List<Decided> changed = decided.stream().filter(Decided::isNew).toList();
        if (changed.isEmpty()) {
            boolean first = decided.stream().anyMatch(one -> one.verdict() == Verdict.REMEMBERED);
            return (first ? Verdict.REMEMBERED : Verdict.UNCHANGED).message() + "\n";
        }
        String lines = changed.stream()
                .limit(MOST_NAMES)
                .map(one -> one.inWords(true) + "\n")
                .collect(Collectors.joining());
        return changed.size() <= MOST_NAMES ? lines : lines + "And " + (changed.size() - MOST_NAMES) + " more.\n";
    }

    private SourceMemory memory() throws IOException {
        XmlFile file = file();
        return file.exists() ? (SourceMemory) file.read() : null;
    }

    /** Written again where the folder has moved meanwhile: what was seen goes with the job. */
    private void keep(SourceMemory seen) throws IOException {
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
