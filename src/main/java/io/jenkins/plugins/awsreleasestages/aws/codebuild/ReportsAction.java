package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import software.amazon.awssdk.services.codebuild.model.DescribeTestCasesResponse;
import software.amazon.awssdk.services.codebuild.model.Report;
import software.amazon.awssdk.services.codebuild.model.TestCase;

/**
 * Reads the test reports of a build, some pages a look, and hands them over. Reports that cannot be
 * read are said and left.
 */
public final class ReportsAction implements Action<ReportsAction.State, ReportsAction.Answer> {

    /** CodeBuild API reference, BatchGetReports and DescribeTestCases. */
    private static final int MOST = 100;

    private static final int PAGES_A_LOOK = 4;

    /** Reports are made while a build ends; one that is still not there after this time never will be. */
    private static final Duration GENERATING_AT_MOST = Duration.ofMinutes(1);

    private static final Duration NEXT_LOOK = Duration.ofSeconds(3);

    /** What a look came to. */
    public sealed interface Answer {}

    /** @param generating whether CodeBuild is still making a report */
    record GoingOn(boolean generating) implements Answer {}

    record Complete(List<String> lines) implements Answer {}

    /** What takes the results; called once, with all of them. */
    public interface Recorder {
        /**
         * @param xml each a JUnit file, by a name for it
         * @param buildSucceeded whether failed tests make the run unstable
         * @return lines for the log
         */
        List<String> record(Map<String, String> xml, boolean buildSucceeded);
    }

    private final Supplier<AwsSession> sessions;
    private final Recorder recorder;

    // Read in this life of the controller.
    private List<Report> reports;
    private final Map<String, List<TestCase>> cases = new LinkedHashMap<>();
    private int at;
    private String token;
    private boolean stopped;

    /** @param sessions asked at every call: credentials are never kept */
    public ReportsAction(Supplier<AwsSession> sessions, Recorder recorder) {
        this.sessions = sessions;
        this.recorder = recorder;
    }

    @Override
    public String title() {
        return "Reading the test reports";
    }

    @Override
    public Optional<State> find(State state) {
        return Optional.empty();
    }

    @Override
    public State start(State state) {
        return state;
    }

    @Override
    public CompletionStage<Answer> ask(State state) {
        try {
            return CompletableFuture.completedFuture(progress(state));
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            return CompletableFuture.completedFuture(new Complete(List.of("The test reports were left out: "
                    + e.getMessage()
                    + " The role needs codebuild:BatchGetReports and codebuild:DescribeTestCases on the report groups;"
                    + " testReports: false leaves them out without a word.")));
        }
    }

    private Answer progress(State state) {
        if (stopped) {
            return new Complete(List.of("The test reports were left out: stopped."));
        }
        AwsSession session = sessions.get();
        if (reports == null) {
            List<Report> found = reports(session, state.arns());
            boolean generating = found.stream().anyMatch(r -> "GENERATING".equals(r.statusAsString()));
            if (generating && Instant.now().isBefore(state.since().plus(GENERATING_AT_MOST))) {
                return new GoingOn(true);
            }
            reports = found;
        }
        for (int page = 0; page < PAGES_A_LOOK && at < reports.size(); page++) {
            readPage(session, reports.get(at));
        }
        return at < reports.size() ? new GoingOn(false) : complete(state);
    }

    private static List<Report> reports(AwsSession session, List<String> arns) {
        List<Report> reports = new ArrayList<>();
        for (int from = 0; from < arns.size(); from += MOST) {
            List<String> some = List.copyOf(arns.subList(from, Math.min(arns.size(), from + MOST)));
            reports.addAll(AwsFailures.call(
                    session,
                    "Reading the test reports",
                    () -> session.codeBuild()
                            .batchGetReports(r -> r.reportArns(some))
                            .reports()));
        }
        return reports;
    }

    private void readPage(AwsSession session, Report report) {
        if (!isTest(report)) {
            at++;
            return;
        }
        DescribeTestCasesResponse page = AwsFailures.call(
                session,
                "Reading the test report " + report.name(),
                () -> session.codeBuild()
                        .describeTestCases(
                                r -> r.reportArn(report.arn()).maxResults(MOST).nextToken(token)));
        cases.computeIfAbsent(report.arn(), arn -> new ArrayList<>()).addAll(page.testCases());
        token = page.nextToken();
        if (token == null || token.isEmpty()) {
            token = null;
            at++;
        }
    }

    private static boolean isTest(Report report) {
        return "TEST".equals(report.typeAsString());
    }

    private Complete complete(State state) {
        List<String> lines = new ArrayList<>();
        Map<String, String> xml = new LinkedHashMap<>();
        for (Report report : reports) {
            lines.add(line(report));
            if (isTest(report)) {
                List<TestCase> tests = cases.getOrDefault(report.arn(), List.of());
                xml.put(report.arn(), JUnitXml.of(group(report), report.arn(), tests));
            }
        }
        if (!xml.isEmpty()) {
            lines.addAll(recorder.record(xml, state.buildSucceeded()));
        }
        return new Complete(lines);
    }

    private String line(Report report) {
        if (!isTest(report)) {
            return "Code coverage report " + group(report) + coverage(report) + ": " + report.arn();
        }
        List<TestCase> tests = cases.getOrDefault(report.arn(), List.of());
        return "Test report " + group(report) + ": " + tests.size() + " tests, " + count(tests, "FAILED", "ERROR")
                + " failed, " + count(tests, "SKIPPED", "UNKNOWN") + " skipped";
    }

    private static long count(List<TestCase> tests, String... statuses) {
        return tests.stream()
                .filter(test -> List.of(statuses).contains(String.valueOf(test.status())))
                .count();
    }

    private static String coverage(Report report) {
        Double lines = report.codeCoverageSummary() == null
                ? null
                : report.codeCoverageSummary().lineCoveragePercentage();
        return lines == null ? "" : String.format(Locale.ROOT, " (%.1f %% of the lines)", lines);
    }

    /** {@code arn:aws:codebuild:region:account:report-group/name}. */
    private static String group(Report report) {
        String arn = report.reportGroupArn() == null ? String.valueOf(report.name()) : report.reportGroupArn();
        return arn.substring(arn.indexOf('/') + 1);
    }

    @Override
    public Look<State> read(State state, Answer answer, Instant now) {
        if (answer instanceof GoingOn goingOn) {
            return Look.goesOn(state, List.of(), goingOn.generating() ? NEXT_LOOK : Duration.ZERO);
        }
        return Look.succeeded(state, ((Complete) answer).lines());
    }

    @Override
    public void stop(State state) {
        stopped = true;
    }

    @Override
    public String leftBehind(State state) {
        return "The reports stay in CodeBuild.";
    }

    /**
     * All that is saved while reports are read: they are read from the beginning after a restart.
     *
     * @param buildSucceeded whether failed tests make the run unstable: those of a failed build change nothing
     * @param arns of the reports
     */
    public record State(boolean buildSucceeded, Instant since, List<String> arns) {

        /** @param well whether the build, and what came after it, has ended well */
        public static State create(BuildAction.State of, boolean well, Instant now) {
            return new State(well, now, of.output().reports());
        }
    }
}
