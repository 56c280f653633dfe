package io.jenkins.plugins.awsreleasestages.stage;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A stage of a job right now.
 *
 * @param environment where the stage releases to, as it was said last; null where that was never said
 * @param live the visit that has released what is there; null where nothing is
 * @param inside those that have entered and not ended
 * @param waiting those in front of it, newest first
 * @param transition null where nobody has ever set it
 */
public record StageState(
        String name,
        String environment,
        StageVisit live,
        List<StageVisit> inside,
        List<StageVisit> waiting,
        Transition transition) {

    /**
     * @param all visits to the stages of the job, newest first
     * @param transition null where nobody has ever set it
     */
    public static StageState of(String name, List<StageVisit> all, Transition transition) {
        List<StageVisit> visits =
                all.stream().filter(visit -> visit.stage().equals(name)).toList();
        StageVisit live = visits.stream()
                .filter(visit -> visit.succeeded() && visit.ended() != null)
                .max(Comparator.comparing(StageVisit::ended))
                .orElse(null);
        List<StageVisit> open =
                visits.stream().filter(visit -> visit.ended() == null).toList();
        return new StageState(
                name,
                visits.stream()
                        .map(StageVisit::environment)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                live,
                open.stream().filter(visit -> visit.entered() != null).toList(),
                open.stream().filter(visit -> visit.entered() == null).toList(),
                transition);
    }

    public boolean isClosed() {
        return transition != null && transition.closed();
    }

    public boolean isPinned() {
        return transition != null && transition.pinned();
    }
}
