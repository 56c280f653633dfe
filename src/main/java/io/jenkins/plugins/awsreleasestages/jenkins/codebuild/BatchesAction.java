package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BatchAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BatchAction.State.BatchBuild;
import io.jenkins.plugins.awsreleasestages.jenkins.RunPage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The page of a run that shows its CodeBuild batches, each with its build graph, as they were when last looked at. */
public final class BatchesAction extends RunPage {

    private static final Logger LOGGER = Logger.getLogger(BatchesAction.class.getName());

    /** A batch as it stands in {@code build.xml}: plain texts, so that the file outlives our classes. */
    public static final class Batch {
        private final String id;
        private final String console;
        private final String status;
        private final List<Node> nodes = new ArrayList<>();

        private Batch(BatchAction.State state) {
            id = state.id();
            console = state.console();
            status = state.status();
            state.builds().forEach(build -> nodes.add(new Node(build)));
        }

        private String shown() {
            return id + " " + status
                    + nodes.stream()
                            .map(node -> node.identifier + " " + node.status + " " + node.console + " " + node.cause)
                            .toList();
        }

        // Read by the page.

        public String getId() {
            return id;
        }

        public String getConsole() {
            return console;
        }

        public String getStatus() {
            return status;
        }

        public String getSymbol() {
            return symbol(status);
        }

        /** The builds that wait for none, then those that wait for these, and so on. */
        public List<List<Node>> getLevels() {
            Map<String, Node> byName = new HashMap<>();
            nodes.forEach(node -> byName.put(node.identifier, node));
            Map<String, Integer> known = new HashMap<>();
            Map<Integer, List<Node>> levels = new TreeMap<>();
            nodes.forEach(node -> levels.computeIfAbsent(level(node, byName, known), level -> new ArrayList<>())
                    .add(node));
            return List.copyOf(levels.values());
        }

        private static int level(Node node, Map<String, Node> byName, Map<String, Integer> known) {
            Integer before = known.get(node.identifier);
            if (before != null) {
                return before;
            }
            // CodeBuild refuses a circle; should it not, the page still ends.
            known.put(node.identifier, 0);
            int level = node.dependsOn.stream()
                    .filter(byName::containsKey)
                    .mapToInt(name -> 1 + level(byName.get(name), byName, known))
                    .max()
                    .orElse(0);
            known.put(node.identifier, level);
            return level;
        }
    }

    /** A build of the graph. */
    public static final class Node {
        private final String identifier;
        private final List<String> dependsOn;
        private final boolean mayFail;
        private final String status;
        private final String console;
        private final long seconds;
        private final String cause;

        private Node(BatchBuild build) {
            identifier = build.identifier();
            dependsOn = new ArrayList<>(build.dependsOn());
            mayFail = build.ignoreFailure();
            status = build.status();
            console = build.console();
            seconds = build.seconds();
            cause = build.cause();
        }

        // Read by the page.

        public String getIdentifier() {
            return identifier;
        }

        public String getAfter() {
            return String.join(", ", dependsOn);
        }

        public boolean isMayFail() {
            return mayFail;
        }

        public String getStatus() {
            return status;
        }

        public String getSymbol() {
            return symbol(status);
        }

        public String getConsole() {
            return console;
        }

        /** 0 before its end. */
        public long getSeconds() {
            return seconds;
        }

        public String getCause() {
            return cause.strip();
        }
    }

    /** Whoever saves the run reads it while branches of the run change it. */
    private final List<Batch> batches = new CopyOnWriteArrayList<>();

    /** In the order in which they were started. */
    public synchronized List<Batch> getBatches() {
        return List.copyOf(batches);
    }

    /** Records how a batch is. Branches of a run may do so together. */
    static void record(Run<?, ?> run, BatchAction.State state) {
        synchronized (run) {
            BatchesAction action = run.getAction(BatchesAction.class);
            if (action == null) {
                action = new BatchesAction();
                run.addAction(action);
            }
            action.put(new Batch(state));
        }
        try {
            run.save();
        } catch (IOException e) {
            // The batch runs and is in the log; only the run's page would not show it after a restart.
            LOGGER.log(Level.WARNING, "Could not save " + run, e);
        }
    }

    private synchronized void put(Batch now) {
        for (int i = 0; i < batches.size(); i++) {
            if (batches.get(i).id.equals(now.id)) {
                batches.set(i, now);
                return;
            }
        }
        batches.add(now);
    }

    /** The name of the design library's symbol for a status of CodeBuild. */
    private static String symbol(String status) {
        return switch (status) {
            case "SUCCEEDED" -> "symbol-status-blue";
            case "IN_PROGRESS" -> "symbol-status-nobuilt-anime";
            case "PENDING" -> "symbol-status-nobuilt";
            case "STOPPED" -> "symbol-status-aborted";
            default -> "symbol-status-red";
        };
    }

    @Override
    protected List<Section> sections() {
        return batches.isEmpty() ? List.of() : List.of(Section.BATCHES);
    }

    @Override
    protected Map<String, Object> evidence() {
        return Map.of(
                "batches",
                getBatches().stream()
                        .map(one -> Map.of("id", one.getId(), "status", one.getStatus(), "console", one.getConsole()))
                        .toList());
    }

    @Override
    protected String shown() {
        return batches.stream().map(Batch::shown).toList().toString();
    }

    @Override
    public String getDisplayName() {
        return "CodeBuild batches";
    }

    @Override
    public String getUrlName() {
        return "codebuild-batches";
    }
}
