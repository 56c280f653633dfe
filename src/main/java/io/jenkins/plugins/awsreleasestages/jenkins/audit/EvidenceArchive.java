package io.jenkins.plugins.awsreleasestages.jenkins.audit;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.aws.s3.KeptOnce;
import io.jenkins.plugins.awsreleasestages.engine.Backoff;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.ReleasePage;
import io.jenkins.plugins.awsreleasestages.jenkins.RunPage;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/**
 * Keeps the evidence of releases in the artifact stores of environments that say so, after the run has ended, which waits for
 * nothing. A run is remembered on disk from its start on, until its evidence is stored: so a Jenkins that is killed at any
 * moment looks for it at its next start.
 */
@Extension
public final class EvidenceArchive extends RunListener<Run<?, ?>> {

    private static final Logger LOGGER = Logger.getLogger(EvidenceArchive.class.getName());

    private static final Backoff BACKOFF = new Backoff(Duration.ofMinutes(1), 2, Duration.ofHours(1), 0.2);

    /** By the ids of runs whose evidence could not be stored. */
    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    private boolean roundIsDue;
    private int failedRounds;

    static EvidenceArchive get() {
        return ExtensionList.lookupSingleton(EvidenceArchive.class);
    }

    /** @return why the evidence of a run is not stored yet; null where nothing is known to be wrong */
    String trouble(Run<?, ?> run) {
        return troubles.get(run.getExternalizableId());
    }

    /** Of all runs, by their ids. */
    Map<String, String> troubles() {
        return Map.copyOf(troubles);
    }

    @Override
    public void onStarted(Run<?, ?> run, TaskListener listener) {
        remember(run);
    }

    @Override
    public void onFinalized(Run<?, ?> run) {
        // Its environments may have come to say so since it was started.
        remember(run);
        String id = run.getExternalizableId();
        if (Files.exists(mark(id))) {
            ActionThreads.get().after(Duration.ZERO, () -> {
                if (!keep(id, new HashMap<>())) {
                    roundLater();
                }
            });
        }
    }

    private void remember(Run<?, ?> run) {
        String id = run.getExternalizableId();
        try {
            if (!RunSession.evidenceStores(run.getParent()).isEmpty() && !Files.exists(mark(id))) {
                Files.createDirectories(folder());
                Files.writeString(mark(id), id);
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The evidence of " + id + " is not stored if Jenkins is restarted meanwhile", e);
        }
    }

    // Those whose turn comes again: after a start, and after failures.

    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void goOn() {
        EvidenceArchive archive = get();
        ActionThreads.get().after(Duration.ZERO, archive::round);
    }

    private synchronized void roundLater() {
        if (!roundIsDue) {
            roundIsDue = true;
            failedRounds++;
            Duration wait =
                    BACKOFF.delay(failedRounds, ThreadLocalRandom.current().nextDouble());
            ActionThreads.get().after(wait, this::round);
        }
    }

    private void round() {
        synchronized (this) {
            roundIsDue = false;
        }
        next(ids(), new HashMap<>(), true);
    }

    /** One after another, so that thousands of them take one thread now and then. */
    private void next(Deque<String> left, Map<String, RemoteFailure> dead, boolean allKept) {
        String id = left.poll();
        if (id != null) {
            boolean kept = keep(id, dead) && allKept;
            ActionThreads.get().after(Duration.ZERO, () -> next(left, dead, kept));
        } else if (!allKept) {
            roundLater();
        } else {
            synchronized (this) {
                failedRounds = 0;
            }
        }
    }

    private static Deque<String> ids() {
        Deque<String> ids = new ArrayDeque<>();
        if (Files.isDirectory(folder())) {
            try (Stream<Path> marks = Files.list(folder())) {
                for (Path mark : marks.toList()) {
                    ids.add(Files.readString(mark));
                }
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "Not all runs are known whose evidence is not stored yet", e);
            }
        }
        return ids;
    }

    /**
     * Stores the evidence of a run that has ended.
     *
     * @param dead stores that have just failed, which are not asked again for each run
     * @return false where it has to be tried again
     */
    private boolean keep(String id, Map<String, RemoteFailure> dead) {
        Run<?, ?> run = Run.fromExternalizableId(id);
        try {
            if (run != null && run.isBuilding()) {
                return true;
            }
            if (run != null && run.getAction(RunPage.class) != null) {
                store(run, dead);
            }
            Files.deleteIfExists(mark(id));
            troubles.remove(id);
            return true;
        } catch (RemoteFailure e) {
            failed(id, run, e.sentence());
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "The evidence of " + id + " is not stored", e);
            failed(id, run, "Internal error: " + e.getClass().getSimpleName() + ".");
        }
        return false;
    }

    private void store(Run<?, ?> run, Map<String, RemoteFailure> dead) throws IOException {
        byte[] evidence = PlainJson.of(ReleasePage.evidence(run)).getBytes(StandardCharsets.UTF_8);
        String sha256 = FileDigest.of(evidence);
        String name = "evidence/" + run.getParent().getFullName() + "/" + run.getNumber() + "-" + sha256 + ".json";
        List<String> places = new ArrayList<>();
        for (Map.Entry<String, String> to :
                RunSession.evidenceStores(run.getParent()).entrySet()) {
            places.add(store(run, to.getKey(), to.getValue(), name, evidence, dead));
        }
        if (!places.isEmpty()) {
            EvidenceAction.record(run, places);
            ReleaseAudit.record(
                    "evidence.kept",
                    Map.of(
                            "job",
                            run.getParent().getFullName(),
                            "run",
                            run.getNumber(),
                            "sha256",
                            sha256,
                            "places",
                            places));
        }
    }

    private static String store(
            Run<?, ?> run,
            String environment,
            String store,
            String name,
            byte[] evidence,
            Map<String, RemoteFailure> dead) {
        String place = environment + " " + store;
        if (dead.containsKey(place)) {
            throw dead.get(place);
        }
        try {
            return new KeptOnce(
                            RunSession.of(run, AwsRoleScope.environment(environment, null), null),
                            ArtifactStore.parse(store))
                    .store("the evidence of " + run.getFullDisplayName(), name, "application/json", evidence);
        } catch (RemoteFailure e) {
            dead.put(place, e);
            throw e;
        }
    }

    /** @param run null where it is gone */
    private void failed(String id, Run<?, ?> run, String why) {
        if (troubles.put(id, why) != null || run == null) {
            return;
        }
        LOGGER.warning("The evidence of " + id + " is not stored: " + why + " It is tried again.");
        try {
            EvidenceAction.record(run, List.of());
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "The page of " + id + " says it until Jenkins is restarted", e);
        }
    }

    private static Path folder() {
        return Jenkins.get().getRootDir().toPath().resolve("aws-release-stages").resolve("evidence");
    }

    /** The id names a job, and may be longer than the name of a file. */
    private static Path mark(String id) {
        return folder().resolve(FileDigest.of(id.getBytes(StandardCharsets.UTF_8)));
    }
}
