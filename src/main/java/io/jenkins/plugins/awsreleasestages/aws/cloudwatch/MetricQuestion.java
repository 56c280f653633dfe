package io.jenkins.plugins.awsreleasestages.aws.cloudwatch;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/**
 * Asks CloudWatch for one value: the latest of a metric, or of an expression.
 *
 * @param metrics each as {@code errors = Sum AWS/Lambda Errors FunctionName=checkout}; quotes around what has blanks
 * @param expression metric maths of them, or a query of Metrics Insights; null for the only metric
 * @param periodSeconds over which a value goes
 */
public record MetricQuestion(List<String> metrics, String expression, int periodSeconds) {

    /** CloudWatch API reference, MetricDataQuery. */
    private static final int LONGEST_EXPRESSION = 2048;

    private static final int MOST_METRICS = 50;
    private static final Set<Integer> SHORT_PERIODS = Set.of(1, 5, 10, 30);
    private static final int MINUTE = 60;
    private static final int DAY = 24 * 60 * MINUTE;

    /** Values come late. */
    private static final int PERIODS_LOOKED_AT = 5;

    private static final String RESULT = "theResultOfAll";
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");

    /**
     * A value.
     *
     * @param at when its period began
     */
    public record Measured(Instant at, double value) {

        /** For people, and for comparing. */
        public String text() {
            String plain = BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
            return plain.length() > 30 ? String.valueOf(value) : plain;
        }
    }

    /** What is wrong with it, a sentence each, with the field's name. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (String line : metrics) {
            try {
                if (!ids.add(query(line).id())) {
                    problems.add("metrics: '" + query(line).id() + "' is there twice.");
                }
            } catch (IllegalArgumentException e) {
                problems.add("metrics: " + e.getMessage());
            }
        }
        if (metrics.size() > MOST_METRICS) {
            problems.add("metrics: at most " + MOST_METRICS + ".");
        }
        if (expression == null && metrics.size() != 1) {
            problems.add("expression: has to say what comes of the metrics, unless there is exactly one.");
        } else if (expression != null && expression.length() > LONGEST_EXPRESSION) {
            problems.add("expression: at most " + LONGEST_EXPRESSION + " characters.");
        }
        boolean minutes = periodSeconds >= MINUTE && periodSeconds % MINUTE == 0 && periodSeconds <= DAY;
        if (!minutes && !SHORT_PERIODS.contains(periodSeconds)) {
            problems.add("periodSeconds: has to be 1, 5, 10, 30 or whole minutes, at most a day.");
        }
        return problems;
    }

    /** @throws IllegalArgumentException a sentence */
    private MetricDataQuery query(String line) {
        List<String> words = words(line);
        if (words.size() < 5
                || !words.get(0).matches("[a-z][A-Za-z0-9_]{0,254}")
                || !words.get(1).equals("=")
                || words.stream().skip(5).anyMatch(word -> word.indexOf('=') < 1)) {
            throw new IllegalArgumentException(
                    "'" + line + "' has to be like errors = Sum AWS/Lambda Errors FunctionName=checkout.");
        }
        List<Dimension> dimensions = words.stream()
                .skip(5)
                .map(word -> word.split("=", 2))
                .map(parts -> Dimension.builder().name(parts[0]).value(parts[1]).build())
                .toList();
        return MetricDataQuery.builder()
                .id(words.get(0))
                .metricStat(stat -> stat.stat(words.get(2))
                        .period(periodSeconds)
                        .metric(m -> m.namespace(words.get(3))
                                .metricName(words.get(4))
                                .dimensions(dimensions)))
                .returnData(expression == null)
                .build();
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group().replace("\"", ""));
        }
        return words;
    }

    /**
     * Makes one call.
     *
     * @return the latest value of those that are not too old; none where there is none
     */
    public Optional<Measured> ask(AwsSession session, Instant now) {
        List<MetricDataQuery> queries =
                metrics.stream().map(this::query).collect(Collectors.toCollection(ArrayList::new));
        if (expression != null) {
            queries.add(MetricDataQuery.builder()
                    .id(RESULT)
                    .expression(expression)
                    .period(periodSeconds)
                    .build());
        }
        // Of a period that is not over yet the value is not known.
        Instant end = Instant.ofEpochSecond(now.getEpochSecond() / periodSeconds * periodSeconds);
        Instant start = end.minus(lookedAt());
        GetMetricDataResponse response = AwsFailures.call(
                session,
                "Asking CloudWatch for " + (expression == null ? metrics.get(0) : expression),
                () -> session.cloudWatch()
                        .getMetricData(r -> r.metricDataQueries(queries)
                                .startTime(start)
                                .endTime(end)
                                .scanBy(ScanBy.TIMESTAMP_DESCENDING)));
        return latest(response.metricDataResults());
    }

    private Duration lookedAt() {
        return Duration.ofSeconds((long) PERIODS_LOOKED_AT * Math.max(periodSeconds, MINUTE));
    }

    /** How far back a value is looked for. */
    public long minutesLookedAt() {
        return lookedAt().toMinutes();
    }

    static Optional<Measured> latest(List<MetricDataResult> results) {
        if (results.size() > 1) {
            throw RemoteFailure.refused("the expression gives " + results.size()
                    + " series, and it has to be one. Let it sum them up, or leave out its grouping");
        }
        if (results.isEmpty()) {
            return Optional.empty();
        }
        MetricDataResult only = results.get(0);
        if (only.statusCode() == StatusCode.FORBIDDEN || only.statusCode() == StatusCode.INTERNAL_ERROR) {
            String words = only.messages().stream().map(one -> one.value()).collect(Collectors.joining(" "));
            throw RemoteFailure.refused(
                    "CloudWatch says: " + only.statusCodeAsString() + (words.isEmpty() ? "" : ", " + words));
        }
        return only.values().isEmpty() || !Double.isFinite(only.values().get(0))
                ? Optional.empty()
                : Optional.of(
                        new Measured(only.timestamps().get(0), only.values().get(0)));
    }
}
