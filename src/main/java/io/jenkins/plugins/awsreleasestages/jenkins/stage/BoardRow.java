package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.model.ItemGroup;
import hudson.model.Job;
import io.jenkins.plugins.awsreleasestages.stage.StageState;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a stage of a job holds in an environment.
 *
 * @param environment that the stage names or, where it names none, the stage's own name
 * @param name the full one of the job
 */
public record BoardRow(String environment, String name, Job<?, ?> job, StageState state) {

    private static final Comparator<BoardRow> ORDER = Comparator.comparing(BoardRow::environment)
            .thenComparing(BoardRow::name)
            .thenComparing(row -> row.state().name());

    /** Of all jobs below, those that whoever asks may read. A stage to which nothing was ever released is none. */
    @SuppressWarnings("rawtypes")
    static List<BoardRow> of(ItemGroup<?> group) {
        List<BoardRow> rows = new ArrayList<>();
        for (Job job : group.allItems(Job.class)) {
            Job<?, ?> typed = job;
            JobStages.of(typed).stages().stream()
                    .filter(state -> state.live() != null
                            || !state.inside().isEmpty()
                            || !state.waiting().isEmpty())
                    .map(state -> new BoardRow(placeOf(state), typed.getFullName(), typed, state))
                    .forEach(rows::add);
        }
        rows.sort(ORDER);
        return rows;
    }

    private static String placeOf(StageState state) {
        return state.environment() == null ? state.name() : state.environment();
    }

    /** All that it can be found by. */
    String words() {
        Stream<String> live = state.live() == null ? Stream.of() : revisions(state.live());
        return Stream.concat(Stream.of(environment, name, state.name()), live).collect(Collectors.joining(" "));
    }

    private static Stream<String> revisions(StageVisit visit) {
        return visit.revisions().stream()
                .flatMap(one -> Stream.of(one.id(), one.summary(), one.author()))
                .filter(word -> word != null);
    }

    // Read by the page.

    public StageView getStage() {
        return new StageView(job, state);
    }
}
