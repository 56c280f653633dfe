package io.jenkins.plugins.awsreleasestages.source;

import io.jenkins.plugins.awsreleasestages.source.NamePatterns.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of a source starts a run, as a push filter of CodePipeline's triggers says it: branches, and of them those files; or
 * tags. What is not said lets everything pass. Of several filters one is enough. Pure.
 *
 * @see <a href="https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-triggers.html">triggers</a>
 */
public record PushFilter(NamePatterns branches, NamePatterns tags, NamePatterns keys, NamePatterns filePaths) {

    /** So git names a tag; a branch is named without {@code refs/heads/}. */
    public static final String TAG = "refs/tags/";

    /** What it is that has changed. */
    public enum Thing {
        BRANCH("branch "),
        TAG("tag "),
        KEY("object ");

        private final String words;

        Thing(String words) {
            this.words = words;
        }
    }

    /**
     * One that has changed.
     *
     * @param own whether it is the one that the source itself names
     */
    public record Changed(Thing thing, String name, boolean own) {

        /** @param ownName the branch, key or tag that the source itself names */
        public static Changed of(SourceRevision revision, String ownName) {
            String name = revision.name();
            boolean own = name.equals(ownName);
            return switch (revision.kind()) {
                case GIT, SCM ->
                    name.startsWith(TAG)
                            ? new Changed(Thing.TAG, name.substring(TAG.length()), own)
                            : new Changed(Thing.BRANCH, name, own);
                case S3 -> new Changed(Thing.KEY, name, own);
                case ECR -> new Changed(Thing.TAG, name, own);
            };
        }

        private String said() {
            return thing.words + name;
        }
    }

    /**
     * The files that differ between two revisions.
     *
     * @param gap why there may be more; null where these are all
     */
    public record Files(List<String> names, String gap) {

        /** The first push of a branch: it has nothing to be compared with. */
        public static final Files FIRST = new Files(List.of(), null);
    }

    /** Asked only where a filter needs to know. */
    public interface Differences {
        /** @return {@link Files#FIRST} where there is no revision before */
        Files files() throws IOException, InterruptedException;
    }

    /** Whether other branches, tags or keys than the one that the source itself names may start a run. */
    public boolean isOfNames() {
        return branches.isSaid() || tags.isSaid() || keys.isSaid();
    }

    /** What is wrong with it, a sentence each. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        problems.addAll(branches.problems("branches", "excludedBranches"));
        problems.addAll(tags.problems("tags", "excludedTags"));
        problems.addAll(keys.problems("keys", "excludedKeys"));
        problems.addAll(filePaths.problems("filePaths", "excludedFilePaths"));
        if (!isOfNames() && !filePaths.isSaid()) {
            problems.add("filters: one says nothing. Name branches, tags, filePaths or keys, or remove it.");
        }
        if (tags.isSaid() && (branches.isSaid() || filePaths.isSaid())) {
            problems.add("tags: a push is of a branch or of a tag, and files are of branches. Use a filter for each.");
        }
        return problems;
    }

    /**
     * What is said of things that the source does not have, a sentence each.
     *
     * @param things what it has
     */
    public List<String> foreign(Set<Thing> things) {
        Map<String, Boolean> said = new LinkedHashMap<>();
        said.put("branches", branches.isSaid() && !things.contains(Thing.BRANCH));
        said.put("tags", tags.isSaid() && !things.contains(Thing.TAG));
        said.put("keys", keys.isSaid() && !things.contains(Thing.KEY));
        said.put("filePaths", filePaths.isSaid() && !things.contains(Thing.BRANCH));
        return said.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(one -> one.getKey() + ": the source has none.")
                .toList();
    }

    /** Whether one of the filters lets it start. */
    public static Answer decide(List<PushFilter> filters, Changed changed, Differences differences)
            throws IOException, InterruptedException {
        if (filters.isEmpty()) {
            return Answer.yes("there is no filter");
        }
        List<String> reasons = new ArrayList<>();
        List<PushFilter> named = new ArrayList<>();
        for (PushFilter filter : filters) {
            Answer answer = filter.ofName(changed);
            if (answer.starts() && !filter.filePaths.isSaid()) {
                return answer;
            }
            if (answer.starts()) {
                named.add(filter);
            } else if (!reasons.contains(answer.why())) {
                reasons.add(answer.why());
            }
        }
        if (!named.isEmpty()) {
            Files files = differences.files();
            for (PushFilter filter : named) {
                Answer answer = filter.ofFiles(files);
                if (answer.starts()) {
                    return answer;
                }
                reasons.add(answer.why());
            }
        }
        return Answer.no(String.join("; ", reasons));
    }

    private Answer ofName(Changed changed) {
        if (!isOfNames()) {
            return changed.own()
                    ? Answer.yes(changed.said() + " is the source's own")
                    : Answer.no(changed.said() + " is not the source's own");
        }
        NamePatterns patterns =
                switch (changed.thing()) {
                    case BRANCH -> branches;
                    case TAG -> tags;
                    case KEY -> keys;
                };
        return patterns.isSaid()
                ? patterns.of(changed.said(), changed.name())
                : Answer.no(changed.said() + " is none of what the filter names");
    }

    /** Each is asked for itself: one that passes is enough. */
    private Answer ofFiles(Files files) {
        if (files == Files.FIRST) {
            return Answer.no("it is the first push of this branch, of which nobody can say which files it has changed");
        }
        Optional<Answer> passes = files.names().stream()
                .map(name -> filePaths.of("file " + OneLine.of(name), name))
                .filter(Answer::starts)
                .findFirst();
        if (passes.isPresent()) {
            return passes.get();
        }
        if (files.gap() != null) {
            return Answer.yes("nobody can say whether a file passes: " + files.gap());
        }
        return files.names().isEmpty()
                ? Answer.no("no file has changed")
                : Answer.no("of " + files.names().size() + " changed "
                        + (files.names().size() == 1 ? "file" : "files") + " none passes: "
                        + filePaths
                                .of(
                                        "file " + OneLine.of(files.names().get(0)),
                                        files.names().get(0))
                                .why());
    }
}
