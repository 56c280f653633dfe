package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.model.CauseAction;
import hudson.model.Job;
import hudson.model.ParameterDefinition;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.StringParameterValue;
import io.jenkins.plugins.awsreleasestages.source.RevisionWatch;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn;

/** The queue and the runs of a job, as a trigger sees them. */
record JobRuns(Job<?, ?> job) implements Polling.Runs {

    /** The run looked for was started at most a restart ago. */
    private static final int RUNS_TO_SEARCH = 100;

    private static final int USUAL_QUIET_PERIOD = -1;

    @Override
    public RevisionWatch.Run find(SourceRevision revision) {
        AwsSourceCause cause = new AwsSourceCause(revision);
        for (Queue.Item item : Jenkins.get().getQueue().getItems((Queue.Task) job)) {
            CauseAction causes = item.getAction(CauseAction.class);
            if (causes != null && causes.getCauses().contains(cause)) {
                return RevisionWatch.Run.QUEUED;
            }
        }
        Run<?, ?> run = job.getLastBuild();
        for (int i = 0; run != null && i < RUNS_TO_SEARCH; i++) {
            if (run.getCauses().contains(cause)) {
                return RevisionWatch.Run.STARTED;
            }
            run = run.getPreviousBuild();
        }
        return RevisionWatch.Run.MISSING;
    }

    @Override
    public boolean start(SourceRevision revision) {
        Map<String, String> ours = parameters(revision);
        // Declared safe: jobs need not declare them. That they differ also keeps two revisions apart in the queue.
        ParametersAction parameters = new ParametersAction(values(ours), ours.keySet());
        return ParameterizedJobMixIn.scheduleBuild2(
                        job, USUAL_QUIET_PERIOD, new CauseAction(new AwsSourceCause(revision)), parameters)
                != null;
    }

    static Map<String, String> parameters(SourceRevision revision) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("SOURCE_TYPE", revision.kind().symbol());
        parameters.put("SOURCE_LOCATION", revision.location());
        parameters.put("SOURCE_REVISION", revision.id());
        parameters.put("SOURCE_NAME", revision.name());
        return parameters;
    }

    /** Ours, and the defaults of what the job itself declares: Jenkins adds those only where no parameters are given. */
    private List<ParameterValue> values(Map<String, String> ours) {
        List<ParameterValue> values = new ArrayList<>();
        ParametersDefinitionProperty declared = job.getProperty(ParametersDefinitionProperty.class);
        if (declared != null) {
            for (ParameterDefinition definition : declared.getParameterDefinitions()) {
                ParameterValue value = definition.getDefaultParameterValue();
                if (value != null && !ours.containsKey(definition.getName())) {
                    values.add(value);
                }
            }
        }
        ours.forEach((name, value) -> values.add(new StringParameterValue(name, value)));
        return values;
    }
}
