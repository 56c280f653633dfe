package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.cloudwatch.MetricQuestion;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.rule.Comparison;
import io.jenkins.plugins.awsreleasestages.rule.Measurements;
import io.jenkins.plugins.awsreleasestages.rule.Window;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code metricCheck(metrics: ['e = Sum AWS/Lambda Errors'], operator: 'LT', value: '1', count: 5)}: a value of CloudWatch is
 * measured so often, and is as it should be.
 */
public class MetricCheckRule extends AwsRule {

    private static final long serialVersionUID = 1L;

    private static final String ASK = "ASK";
    private static final String WAIT = "WAIT";
    private static final String FAIL = "FAIL";

    private static final int SHORTEST_INTERVAL = 10;
    private static final int LONGEST_INTERVAL = 24 * 60 * 60;
    private static final int MOST = 10_000;

    /** When the period began whose value was measured last. */
    private static final String LATEST = "latest";

    private final String operator;
    private final String value;
    private List<String> metrics = new ArrayList<>();
    private String expression;
    private int periodSeconds = 60;
    private int intervalSeconds = 60;
    private int count = 1;
    private int failureLimit;
    private int consecutiveSuccesses;
    private String inconclusive = ASK;

    @DataBoundConstructor
    public MetricCheckRule(String operator, String value) {
        this.operator = EmptyFields.kept(operator);
        this.value = EmptyFields.kept(value);
    }

    public String getOperator() {
        return operator;
    }

    public String getValue() {
        return value;
    }

    public List<String> getMetrics() {
        return metrics;
    }

    @DataBoundSetter
    @StepFields.OnePerLine
    public void setMetrics(List<String> metrics) {
        this.metrics = EmptyFields.keptLines(metrics);
    }

    public String getExpression() {
        return expression;
    }

    @DataBoundSetter
    public void setExpression(String expression) {
        this.expression = EmptyFields.kept(expression);
    }

    public int getPeriodSeconds() {
        return periodSeconds;
    }

    @DataBoundSetter
    public void setPeriodSeconds(int periodSeconds) {
        this.periodSeconds = periodSeconds;
    }

    public int getIntervalSeconds() {
        return intervalSeconds;
    }

    @DataBoundSetter
    public void setIntervalSeconds(int intervalSeconds) {
        this.intervalSeconds = intervalSeconds;
    }

    public int getCount() {
        return count;
    }

    @DataBoundSetter
    public void setCount(int count) {
        this.count = count;
    }

    public int getFailureLimit() {
        return failureLimit;
    }

    @DataBoundSetter
    public void setFailureLimit(int failureLimit) {
        this.failureLimit = failureLimit;
    }

    public int getConsecutiveSuccesses() {
        return consecutiveSuccesses;
    }

    @DataBoundSetter
    public void setConsecutiveSuccesses(int consecutiveSuccesses) {
        this.consecutiveSuccesses = consecutiveSuccesses;
    }

    public String getInconclusive() {
        return inconclusive;
    }

    @DataBoundSetter
    public void setInconclusive(String inconclusive) {
        this.inconclusive = EmptyFields.kept(inconclusive);
    }

    private MetricQuestion question() {
        return new MetricQuestion(metrics, expression, periodSeconds);
    }

    private Measurements.Demand demand() {
        return new Measurements.Demand(count, failureLimit, consecutiveSuccesses);
    }

    @Override
    protected String inWords() {
        return (expression != null ? expression : String.join(", ", metrics)) + " "
                + Comparison.inWords(operator, value);
    }

    @Override
    protected List<String> awsProblems() {
        List<String> problems = new ArrayList<>(question().problems());
        problems.addAll(Comparison.problems(Comparison.OF_NUMBERS, operator, value));
        range(problems, "intervalSeconds", intervalSeconds, SHORTEST_INTERVAL, LONGEST_INTERVAL);
        range(problems, "count", count, 1, MOST);
        range(problems, "failureLimit", failureLimit, 0, MOST);
        range(problems, "consecutiveSuccesses", consecutiveSuccesses, 0, MOST);
        if (!List.of(ASK, WAIT, FAIL).contains(inconclusive)) {
            problems.add("inconclusive: '" + inconclusive + "' is none of ASK, WAIT, FAIL.");
        }
        return problems;
    }

    private static void range(List<String> problems, String field, int number, int least, int most) {
        if (number < least || number > most) {
            problems.add(field + ": must be between " + least + " and " + most + ".");
        }
    }

    @Override
    protected CompletionStage<ConditionAnswer> ask(AwsSession session, RuleLook look) {
        return paced(session, () -> answer(question().ask(session, look.now()), look));
    }

    ConditionAnswer answer(Optional<MetricQuestion.Measured> found, RuleLook look) {
        Map<String, String> kept =
                new LinkedHashMap<>(look.last() == null ? Map.of() : look.last().kept());
        return (found.isEmpty() ? nothing() : measured(found.get(), kept))
                .keeping(kept)
                .again(look.now().plusSeconds(intervalSeconds));
    }

    private ConditionAnswer nothing() {
        String why = "no value in " + question().minutesLookedAt() + " minutes";
        return switch (inconclusive) {
            case FAIL -> ConditionAnswer.fail(why);
            case WAIT -> ConditionAnswer.waiting(why, null);
            default -> ConditionAnswer.ask(why);
        };
    }

    /** A value counts once, however often it is looked at. */
    private ConditionAnswer measured(MetricQuestion.Measured found, Map<String, String> kept) {
        Measurements measurements = Measurements.of(kept);
        String latest = kept.get(LATEST);
        if (latest == null || found.at().isAfter(Instant.parse(latest))) {
            measurements = measurements.and(Comparison.of(operator).holds(found.text(), value));
            kept.put(LATEST, found.at().toString());
            kept.putAll(measurements.kept());
        }
        String said = measurements.inWords(demand());
        if (measurements.isFailed(demand())) {
            return ConditionAnswer.fail(
                    found.text() + " at " + Window.inWords(found.at(), ZoneId.of("UTC")) + "; " + said);
        }
        return measurements.isEnough(demand()) ? ConditionAnswer.pass(said) : ConditionAnswer.waiting(said, null);
    }

    @Extension
    @Symbol("metricCheck")
    public static final class DescriptorImpl extends AwsRuleDescriptor implements ComparisonForm {

        @Override
        public String getDisplayName() {
            return "Value of a CloudWatch metric";
        }

        @Override
        public Set<Comparison> comparisons() {
            return Comparison.OF_NUMBERS;
        }

        @POST
        public ListBoxModel doFillInconclusiveItems(@AncestorInPath Item item) {
            return choice(item, ASK, "People decide", WAIT, "Wait for one", FAIL, "Fail");
        }
    }
}
