package io.jenkins.plugins.awsreleasestages.aws;

import io.jenkins.plugins.awsreleasestages.engine.Pace;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.engine.SharedTable;
import java.util.Map;
import java.util.Set;

/**
 * How often each service is called: where the calls of one account, region and identity take turns, whoever makes them. Each
 * pace slows down when the service says so.
 */
public final class Paces {

    /** CodeBuild documents no rate; nobody needs more than this. */
    private static final double BUILD_CALLS_A_SECOND = 10;

    /** CloudWatch Logs quotas of GetLogEvents, requests a second, not adjustable; 25 where not named. */
    private static final Map<String, Integer> LOG_QUOTAS = Map.of("eu-west-3", 30);

    private static final Set<String> LOG_QUOTA_10 = Set.of(
            "us-west-2", "ap-northeast-3", "ap-southeast-3", "ca-west-1", "eu-central-1", "eu-west-1", "il-central-1");

    /** Others read logs in this account too. */
    private static final double SHARE_OF_QUOTA = 0.9;

    /**
     * CloudFormation documents no rate, and ten stacks at the same time are known to be throttled. A turn makes two calls
     * on average.
     *
     * @see <a href="https://github.com/jenkinsci/pipeline-aws-plugin/issues/245">pipeline-aws-plugin issue 245</a>
     */
    private static final double STACK_TURNS_A_SECOND = 5;

    /** One deployment is a quick succession of calls now and then. */
    private static final int SAVED_STACK_TURNS = 5;

    /** Of services that document no common rate; a gate is in no hurry. */
    private static final double RULE_CALLS_A_SECOND = 5;

    private final Scheduler scheduler;
    private final SharedTable<String, Pace> paces;

    public Paces(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.paces = new SharedTable<>(scheduler.clock());
    }

    public Pace builds(AwsSession session) {
        return pace("builds", session, BUILD_CALLS_A_SECOND, 0);
    }

    public Pace logs(AwsSession session) {
        return pace("logs", session, logReadsASecond(session.region().id()), 0);
    }

    public Pace stacks(AwsSession session) {
        return pace("stacks", session, STACK_TURNS_A_SECOND, SAVED_STACK_TURNS);
    }

    /** For what gates ask. */
    public Pace rules(AwsSession session) {
        return pace("rules", session, RULE_CALLS_A_SECOND, 0);
    }

    private Pace pace(String of, AwsSession session, double most, int saved) {
        return paces.get(of + " " + session.accountKey(), key -> new Pace(most, saved, scheduler));
    }

    static double logReadsASecond(String region) {
        int quota = LOG_QUOTA_10.contains(region) ? 10 : LOG_QUOTAS.getOrDefault(region, 25);
        return quota * SHARE_OF_QUOTA;
    }
}
