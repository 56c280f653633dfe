package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Where the calls to CloudFormation of one account, region and identity take turns. */
public final class StackPaces {

    /**
     * CloudFormation documents no rate, and ten stacks at the same time are known to be throttled. A turn makes two calls
     * on average; it slows down when CloudFormation says so.
     *
     * @see <a href="https://github.com/jenkinsci/pipeline-aws-plugin/issues/245">pipeline-aws-plugin issue 245</a>
     */
    private static final double TURNS_A_SECOND = 5;

    /** One deployment is a quick succession of calls now and then. */
    private static final int SAVED_TURNS = 5;

    private final Scheduler scheduler;
    private final Map<String, Pace> accounts = new ConcurrentHashMap<>();

    public StackPaces(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    public Pace of(AwsSession session) {
        return accounts.computeIfAbsent(session.lookKey(), key -> new Pace(TURNS_A_SECOND, SAVED_TURNS, scheduler));
    }
}
