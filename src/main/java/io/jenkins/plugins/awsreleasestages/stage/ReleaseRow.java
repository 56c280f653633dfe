package io.jenkins.plugins.awsreleasestages.stage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run of a job as a row of the table of its releases.
 *
 * @param visits by the name of the stage; the last one where it came to a stage more than once
 */
public record ReleaseRow(long run, Map<String, StageVisit> visits) {

    /**
     * The highest number first.
     *
     * @param visits newest first
     */
    public static List<ReleaseRow> of(Collection<StageVisit> visits) {
        Map<Long, Map<String, StageVisit>> rows = new LinkedHashMap<>();
        for (StageVisit visit : visits) {
            rows.computeIfAbsent(visit.run(), run -> new LinkedHashMap<>()).putIfAbsent(visit.stage(), visit);
        }
        List<ReleaseRow> sorted = new ArrayList<>();
        rows.forEach((run, ofRun) -> sorted.add(new ReleaseRow(run, ofRun)));
        sorted.sort((one, other) -> Long.compare(other.run(), one.run()));
        return sorted;
    }

    /** One of its visits: what a run is (a retry, a rollback), all of them say. */
    public StageVisit any() {
        return visits.values().iterator().next();
    }

    /** What it releases, as the last stage that knew of any revision has recorded it. */
    public List<StageVisit.Revision> revisions() {
        return visits.values().stream()
                .map(StageVisit::revisions)
                .filter(revisions -> !revisions.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** All words that it can be found by. */
    public String words() {
        return Stream.concat(
                        Stream.of("#" + run),
                        revisions().stream()
                                .flatMap(one -> Stream.of(one.source(), one.id(), one.summary(), one.author()))
                                .filter(word -> word != null))
                .collect(Collectors.joining(" "));
    }
}
