package io.jenkins.plugins.awsreleasestages.source;

import io.jenkins.plugins.awsreleasestages.source.NamePatterns.Answer;
import java.util.ArrayList;
import java.util.List;

/**
 * Which pull requests start a run, as a pull request filter of CodePipeline's triggers says it. All that is said has to
 * hold; what is not said lets everything pass. Pure.
 *
 * @param targets the branches that a pull request is to be merged into: CodePipeline's {@code branches}
 * @param sources the branches that it comes from
 * @param events {@link #OPEN}, {@link #UPDATED}; none means both
 * @see <a href="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html">triggers</a>
 */
public record PullRequestFilter(NamePatterns targets, NamePatterns sources, List<String> events) {

    public static final String OPEN = "OPEN";
    public static final String UPDATED = "UPDATED";

    private static final String CLOSED = "CLOSED";

    public PullRequestFilter {
        events = List.copyOf(events);
    }

    /**
     * A pull request that was looked at.
     *
     * @param source the branch that it comes from; null where nobody can tell
     * @param first whether it was not seen before, or is open again
     * @param targetOnly whether its own commits are those of before, and at most its target has others
     */
    public record Request(String target, String source, boolean first, boolean targetOnly) {

        private String event() {
            return first ? OPEN : UPDATED;
        }
    }

    /** What is wrong with it, a sentence each. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        problems.addAll(targets.problems("targetBranches", "excludedTargetBranches"));
        problems.addAll(sources.problems("sourceBranches", "excludedSourceBranches"));
        problems.addAll(eventProblems(events));
        return problems;
    }

    /** @return a sentence each */
    public static List<String> eventProblems(List<String> events) {
        return events.stream()
                .filter(event -> !event.equals(OPEN) && !event.equals(UPDATED))
                .map(event -> event.equals(CLOSED)
                        ? "events: CLOSED starts nothing: Jenkins is not told of pull requests that are closed. With them"
                                + " merged, the push to the target branch starts its job."
                        : "events: '" + event + "' is none; there are " + OPEN + " and " + UPDATED + ".")
                .toList();
    }

    public Answer decide(Request request) {
        if (!request.first() && request.targetOnly()) {
            return Answer.no(
                    "it has no other commits of its own, and those of its target branch are no event of a pull request");
        }
        if (!events.isEmpty() && !events.contains(request.event())) {
            return Answer.no("the event is " + request.event());
        }
        Answer target = targets.of("target branch " + request.target(), request.target());
        if (!target.starts() || !sources.isSaid()) {
            return target;
        }
        return request.source() == null
                ? Answer.yes("nobody can say which branch it comes from")
                : sources.of("source branch " + request.source(), request.source());
    }
}
