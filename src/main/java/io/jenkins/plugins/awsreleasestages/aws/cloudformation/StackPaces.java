package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.engine.SharedTable;

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
    private final SharedTable<String, Pace> accounts;

    public StackPaces(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.accounts = new SharedTable<>(scheduler.clock());
    }

    public Pace of(AwsSession session) {
        return accounts.get(session.accountKey(), key -> new Pace(TURNS_A_SECOND, SAVED_TURNS, scheduler));
    }
}
