package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A job in two environments.
 *
 * @param one null where nothing is live
 * @param other null where nothing is live
 */
public record Compared(String job, BoardRow one, BoardRow other) {

    /** Those that differ first. */
    static List<Compared> of(List<BoardRow> rows, String one, String other) {
        Map<String, BoardRow> ofOne = live(rows, one);
        Map<String, BoardRow> ofOther = live(rows, other);
        Set<String> jobs = new LinkedHashSet<>(ofOne.keySet());
        jobs.addAll(ofOther.keySet());
        return jobs.stream()
                .map(job -> new Compared(job, ofOne.get(job), ofOther.get(job)))
                .sorted(Comparator.comparing(Compared::isSame).thenComparing(Compared::job))
                .toList();
    }

    /** By the name of the job; the newest where several stages of a job release to the environment. */
    private static Map<String, BoardRow> live(List<BoardRow> rows, String environment) {
        return rows.stream()
                .filter(row ->
                        row.environment().equals(environment) && row.state().live() != null)
                .collect(Collectors.toMap(
                        BoardRow::name,
                        row -> row,
                        (row, second) -> ended(row).compareTo(ended(second)) < 0 ? second : row,
                        LinkedHashMap::new));
    }

    private static Instant ended(BoardRow row) {
        return row.state().live().ended();
    }

    /** Whether the same revisions are live in both. */
    public boolean isSame() {
        return one != null && other != null && released(one).equals(released(other));
    }

    private static Object released(BoardRow row) {
        StageVisit live = row.state().live();
        if (live.revisions().isEmpty()) {
            return live.target() == 0 ? live.release() : live.target();
        }
        return live.revisions().stream()
                .map(revision -> revision.source() + " " + revision.id())
                .collect(Collectors.toSet());
    }
}
