package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;

/**
 * When the builds of a project usually end: how long its last successful ones took, as seen here since Jenkins was started. A
 * build is looked at most often at the age at which others of its project have ended, and more rarely before.
 */
final class UsualDurations {

    /** Where an end is expected. Looks that were saved before are spent on it, so that there are no more of them. */
    static final Duration SOON = Duration.ofSeconds(1);

    /** Where no end is expected yet: a build may fail early. */
    static final Duration NOT_YET = Duration.ofSeconds(10);

    /** Fewer say nothing of what is usual. */
    private static final int LEAST = 3;

    private static final int MOST = 10;
    private static final int MOST_PROJECTS = 1000;

    /** Of the shortest and of the longest one. */
    private static final int MARGIN_PERCENT = 2;

    /** In the order in which they were last used. */
    private final Map<String, Deque<Duration>> ofProjects = new LinkedHashMap<>(16, 0.75f, true);

    /** A build as a look saw it. One that failed says nothing of how long others take. */
    synchronized void seen(Build build) {
        Instant since = runningSince(build);
        if (!"SUCCEEDED".equals(build.buildStatusAsString()) || build.endTime() == null || since == null) {
            return;
        }
        Deque<Duration> last = ofProjects.computeIfAbsent(project(build.arn()), project -> new ArrayDeque<>());
        last.addLast(Duration.between(since, build.endTime()));
        if (last.size() > MOST) {
            last.removeFirst();
        }
        if (ofProjects.size() > MOST_PROJECTS) {
            ofProjects.remove(ofProjects.keySet().iterator().next());
        }
    }

    /**
     * @param arn of the build
     * @param age for how long it has been running
     * @param otherwise where nothing is known
     * @return within which time another look is worth its while
     */
    synchronized Duration within(String arn, Duration age, Duration otherwise) {
        Deque<Duration> last = ofProjects.get(project(arn));
        return last == null ? otherwise : within(last, age, otherwise);
    }

    static Duration within(Collection<Duration> last, Duration age, Duration otherwise) {
        if (last.size() < LEAST) {
            return otherwise;
        }
        Duration first = percent(Collections.min(last), 100 - MARGIN_PERCENT);
        Duration latest = percent(Collections.max(last), 100 + MARGIN_PERCENT).plus(SOON);
        if (age.compareTo(latest) > 0) {
            return otherwise;
        }
        Duration until = first.minus(age);
        if (until.compareTo(SOON) <= 0) {
            return SOON;
        }
        return until.compareTo(NOT_YET) < 0 ? until : NOT_YET;
    }

    /** @return since when it does not wait in CodeBuild's queue any more; null where it does, or nobody knows */
    static Instant runningSince(Build build) {
        return build.phases().stream()
                .filter(phase -> "QUEUED".equals(phase.phaseTypeAsString()))
                .map(BuildPhase::endTime)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Duration percent(Duration of, int percent) {
        return of.multipliedBy(percent).dividedBy(100);
    }

    /** {@code arn:aws:codebuild:REGION:ACCOUNT:build/PROJECT:ID}: the same name may be in another account, too. */
    static String project(String arn) {
        return arn.substring(0, arn.lastIndexOf(':'));
    }
}
