package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetContent;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteState;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.RunPage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The CloudFormation change sets of a run, as a page: what each would do, and what became of it. */
public final class ChangeSetsAction extends RunPage {

    private static final Logger LOGGER = Logger.getLogger(ChangeSetsAction.class.getName());

    private final List<ChangeSetRecord> changeSets = new CopyOnWriteArrayList<>();

    ChangeSetsAction() {}

    static void planned(ActionContext context, ChangeSetContent content) {
        change(context, action -> {
            if (action.changeSets.stream().noneMatch(known -> known.getId().equals(content.id()))) {
                action.changeSets.add(new ChangeSetRecord(content));
            }
        });
    }

    static void executed(ActionContext context, ExecuteState executed) {
        if (executed.changeSet() != null) {
            change(
                    context,
                    action -> action.changeSets.stream()
                            .filter(known -> known.getId().equals(executed.changeSet()))
                            .forEach(known -> known.executed(executed.status())));
        }
    }

    /** The record is for people; it is no reason to fail a step that has done its work. */
    private static void change(ActionContext context, Consumer<ChangeSetsAction> change) {
        try {
            Run<?, ?> run = context.get(Run.class);
            synchronized (run) {
                ChangeSetsAction action = run.getAction(ChangeSetsAction.class);
                if (action == null) {
                    action = new ChangeSetsAction();
                    run.addAction(action);
                }
                change.accept(action);
            }
            run.save();
        } catch (IOException | RemoteFailure e) {
            LOGGER.log(Level.WARNING, "The change set is not on the run's page", e);
        }
    }

    // The page.

    public List<ChangeSetRecord> getChangeSets() {
        return List.copyOf(changeSets);
    }

    @Override
    public String getIconFileName() {
        return "symbol-git-compare-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return "CloudFormation changes";
    }

    @Override
    public String getUrlName() {
        return "cloudformation";
    }
}
