package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.services.codebuild.model.Build;

/** The CodeBuild builds of a run, shown on its page from the moment they are started. */
public final class StartedBuildsAction extends InvisibleAction {

    private static final Logger LOGGER = Logger.getLogger(StartedBuildsAction.class.getName());

    private final List<StartedBuild> builds = new CopyOnWriteArrayList<>();

    /** A build and where to look at it. A class, not a record: XStream cannot read records. */
    public static final class StartedBuild {
        private final String id;
        private final String console;

        StartedBuild(String id, String console) {
            this.id = id;
            this.console = console;
        }

        public String getId() {
            return id;
        }

        public String getConsole() {
            return console;
        }
    }

    StartedBuildsAction() {}

    /** In the order in which they were started. */
    public List<StartedBuild> getBuilds() {
        return List.copyOf(builds);
    }

    /** Records a build once, also when it is found again after a restart. Branches of a run may do so together. */
    static void add(Run<?, ?> run, Build build) {
        synchronized (run) {
            StartedBuildsAction action = run.getAction(StartedBuildsAction.class);
            if (action == null) {
                action = new StartedBuildsAction();
                run.addAction(action);
            }
            if (action.builds.stream().anyMatch(known -> known.id.equals(build.id()))) {
                return;
            }
            action.builds.add(new StartedBuild(build.id(), ConsoleLink.build(build.arn(), build.id())));
        }
        try {
            run.save();
        } catch (IOException e) {
            // The build runs and is in the log; only the run's page would not name it after a restart.
            LOGGER.log(Level.WARNING, "Could not save " + run, e);
        }
    }
}
