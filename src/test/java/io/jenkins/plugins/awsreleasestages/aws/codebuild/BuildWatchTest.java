package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsConnection;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.Paces;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.engine.ActionHost;
import io.jenkins.plugins.awsreleasestages.engine.ActionRun;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Backoff;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.engine.Lifecycle;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.lookalike.RequestLimit;
import io.jenkins.plugins.awsreleasestages.lookalike.codebuild.BuildScript;
import io.jenkins.plugins.awsreleasestages.lookalike.codebuild.CodeBuildCall;
import io.jenkins.plugins.awsreleasestages.lookalike.codebuild.CodeBuildLookAlike;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many builds watched at the same time, over HTTP, on a clock that only the test moves. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BuildWatchTest {

    private final FakeTime time = new FakeTime();
    private final CodeBuildLookAlike aws = CodeBuildLookAlike.start("us-east-1", time.clock());
    private final AwsSession session = AwsSessions.get(
            new BaseCredentials.Keys("watch-" + UUID.randomUUID(), Emulator.CREDENTIALS),
            SessionRequest.plain("us-east-1", "test"),
            new AwsConnection(Map.of("", aws.endpoint()), null));
    private final BuildLooks looks = new BuildLooks(time, new Paces(time));
    private final List<Watched> builds = new ArrayList<>();

    @AfterEach
    void close() {
        aws.close();
    }

    /** A build with all that its host has seen. */
    private final class Watched implements ActionHost<BuildAction.State> {
        final List<String> log = new ArrayList<>();
        final ActionRun<BuildAction.State, BuildAction.Answer> run;
        Instant ended;
        Outcome outcome;

        Watched(BuildScript script, LogMode mode) {
            this(
                    script,
                    mode,
                    ActionState.create(
                            BuildAction.State.create(UUID.randomUUID().toString(), time.now()),
                            time.now(),
                            Duration.ofHours(8)));
        }

        Watched(BuildScript script, LogMode mode, ActionState<BuildAction.State> saved) {
            BuildRequest request =
                    BuildRequest.of("shop").withVariables(BuildRequest.Source.PLAINTEXT, script.variables());
            run = new ActionRun<>(
                    new BuildAction("shop", () -> session, () -> request, looks, mode, build -> {}),
                    Calls.pacedStarts(() -> looks.calls(session)),
                    this,
                    time,
                    new Lifecycle(),
                    new ActionRun.Options(Backoff.DEFAULT, Duration.ofMinutes(2), Duration.ofSeconds(3), () -> 0.5),
                    saved);
            run.go();
        }

        /** The same build in a controller that has just started. */
        Watched afterRestart(BuildScript script, LogMode mode) {
            run.close();
            return new Watched(script, mode, run.state());
        }

        @Override
        public CompletionStage<Void> save(ActionState<BuildAction.State> state) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> saveAgain() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void keep(ActionState<BuildAction.State> state, List<String> lines) {
            log.addAll(lines);
        }

        @Override
        public void log(String line) {
            log.add(line);
        }

        @Override
        public void ended(ActionState<BuildAction.State> state, Outcome how) {
            ended = time.now();
            outcome = how;
        }
    }

    private Watched watch(BuildScript script, LogMode mode) {
        Watched build = new Watched(script, mode);
        builds.add(build);
        return build;
    }

    private void watchMany(int many, double seconds) {
        for (int i = 0; i < many; i++) {
            watch(BuildScript.lasting(seconds), LogMode.NONE);
        }
    }

    private void limit(double aSecond) {
        aws.limit(new RequestLimit(
                aSecond,
                Math.max(1, aSecond),
                () -> Duration.between(FakeTime.START, time.now()).toNanos()));
    }

    private int looksWithin(Duration span) {
        int before = aws.count("BatchGetBuilds");
        time.pass(span);
        return aws.count("BatchGetBuilds") - before;
    }

    private List<Duration> gapsBetweenLooks() {
        List<CodeBuildCall> calls = aws.calls("BatchGetBuilds");
        List<Duration> gaps = new ArrayList<>();
        for (int i = 1; i < calls.size(); i++) {
            gaps.add(Duration.between(calls.get(i - 1).at(), calls.get(i).at()));
        }
        return gaps;
    }

    @Test
    void aBuildIsLookedAtOftenAtFirstAndMoreRarelyInALongPhase() {
        watch(BuildScript.lasting(1000), LogMode.NONE);
        time.pass(Duration.ofSeconds(900));
        List<Duration> gaps = gapsBetweenLooks();
        assertThat(gaps.get(0)).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3500));
        assertThat(gaps).allMatch(gap -> gap.compareTo(Duration.ofMillis(2900)) > 0);
        // BUILD has gone on for minutes.
        assertThat(gaps.get(gaps.size() - 1)).isBetween(Duration.ofSeconds(15), Duration.ofMillis(15_500));
        int calm = looksWithin(Duration.ofSeconds(39));
        // POST_BUILD begins at 940 s.
        int news = looksWithin(Duration.ofSeconds(39));
        assertThat(calm).isLessThanOrEqualTo(3);
        assertThat(news).isGreaterThan(2 * calm);
    }

    @Test
    void afterARestartABuildIsLookedAtAtOnceEvenWhereNobodyHadLookedSinceItsStart() {
        BuildScript script = BuildScript.lasting(1000);
        Watched build = watch(script, LogMode.NONE);
        assertThat(looksWithin(Duration.ofMillis(2500))).isZero();
        assertThat(build.run.state().data().id()).isNotNull();
        assertThat(build.run.state().data().arn()).isNull();
        Watched again = build.afterRestart(script, LogMode.NONE);
        assertThat(looksWithin(Duration.ofMillis(500))).isEqualTo(1);
        assertThat(again.run.state().data().arn()).isNotNull();
        assertThat(aws.builds()).isEqualTo(1);
        // From then on it is like any other.
        assertThat(looksWithin(Duration.ofMillis(2500))).isZero();
    }

    @Test
    void afterARestartBuildsAreLookedAtBeforeTheirLogsAreReadAndNoLineIsLost() {
        BuildScript script = BuildScript.lasting(90).logging(120, 60);
        for (int i = 0; i < 30; i++) {
            watch(script, LogMode.FULL);
        }
        time.pass(Duration.ofSeconds(20));
        builds.forEach(build -> build.run.close());
        // What was on its way already still goes out, as it does not where the process dies.
        time.pass(Duration.ofSeconds(20));
        int before = aws.calls().size();
        List<Watched> again = builds.stream()
                .map(build -> build.afterRestart(script, LogMode.FULL))
                .toList();
        time.pass(Duration.ofMinutes(3));
        assertThat(aws.calls().subList(before, aws.calls().size()))
                .extracting(CodeBuildCall::operation)
                .startsWith("BatchGetBuilds", "GetLogEvents");
        List<String> all = IntStream.range(0, 120).mapToObj(script::line).toList();
        for (int i = 0; i < again.size(); i++) {
            assertThat(again.get(i).outcome).isEqualTo(new Outcome.Succeeded());
            assertThat(Stream.concat(builds.get(i).log.stream(), again.get(i).log.stream())
                            .filter(line -> line.startsWith("line ")))
                    .containsExactlyElementsOf(all);
        }
    }

    @Test
    void aHundredBuildsAreTwelveLooksAMinuteAtTheMost() {
        watchMany(100, 3600);
        time.pass(Duration.ofSeconds(30));
        for (int minute = 0; minute < 5; minute++) {
            assertThat(looksWithin(Duration.ofMinutes(1))).isBetween(1, 12);
        }
    }

    /** Ends of a hundred builds, two or three in a second; with the figures of looks at any time: 2.5 s and 12 calls a minute. */
    @Test
    void whereBuildsOfAProjectUsuallyTakeFiveMinutesEndsAreSeenSoonWithNoMoreLooks() {
        for (int seconds = 280; seconds <= 320; seconds += 10) {
            watch(BuildScript.lasting(seconds), LogMode.NONE);
        }
        time.pass(Duration.ofMinutes(7));
        assertThat(builds).extracting(build -> build.outcome).containsOnly(new Outcome.Succeeded());
        builds.clear();
        int before = aws.count("BatchGetBuilds");
        Instant start = time.now();
        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            watch(BuildScript.lasting(280 + i * 0.4), LogMode.NONE);
            time.pass(Duration.ofMillis(110));
        }
        time.pass(Duration.ofMinutes(6));
        for (int i = 0; i < 100; i++) {
            delays.add(Duration.between(started(i).plusMillis((long) (1000 * (280 + i * 0.4))), builds.get(i).ended));
        }
        delays.sort(null);
        Duration all = Duration.between(start, builds.get(99).ended);
        assertThat(delays.get(50)).isBetween(Duration.ZERO, Duration.ofMillis(1000));
        assertThat(delays.get(99))
                .as("when all saved looks are made, it is as without them")
                .isLessThan(Duration.ofMillis(5500));
        assertThat(aws.count("BatchGetBuilds") - before).isLessThanOrEqualTo((int) (all.toSeconds() * 12 / 60));
    }

    /** When the i-th of the last hundred was started in CodeBuild. */
    private Instant started(int i) {
        return aws.calls("StartBuild").get(aws.count("StartBuild") - 100 + i).at();
    }

    @Test
    void aBuildThatFailsEarlyIsKnownOfSoonHoweverLongOthersTake() {
        for (int i = 0; i < 3; i++) {
            watch(BuildScript.lasting(600), LogMode.NONE);
        }
        time.pass(Duration.ofMinutes(12));
        Watched failing = watch(BuildScript.lasting(60).ending("FAILED"), LogMode.NONE);
        time.pass(Duration.ofSeconds(72));
        assertThat(failing.outcome).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void whereThereIsNewsTheEndIsSeenAtOnce() {
        watchMany(1, 400);
        time.pass(Duration.ofSeconds(399));
        // It is in no hurry: nothing has happened for minutes.
        Watched last = builds.get(0);
        String arn = last.run.state().data().arn();
        assertThat(time.news().of("arn:aws:codebuild:us-east-1:111122223333:build/shop:another"))
                .isZero();
        assertThat(last.outcome).isNull();
        time.pass(Duration.ofMillis(1200));
        assertThat(time.news().of(arn)).isEqualTo(1);
        time.pass(Duration.ofMillis(300));
        assertThat(last.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(time.news().of(arn)).isZero();
    }

    /** As in real life: the event of its end is the only one that a build has while anybody waits for it. */
    private void endWithAnEvent(double seconds) {
        Watched build = watch(BuildScript.lasting(seconds), LogMode.NONE);
        for (int i = 0; i < seconds && build.outcome == null; i++) {
            time.pass(Duration.ofSeconds(1));
        }
        time.pass(Duration.ofMillis(200));
        String arn = build.run.state().data().arn();
        time.news().of(arn);
        time.pass(Duration.ofSeconds(5));
        assertThat(build.outcome).isEqualTo(new Outcome.Succeeded());
    }

    @Test
    void whereTheEventsOfAProjectComeItsBuildsAreLookedAtOnceAMinute() {
        endWithAnEvent(395);
        watchMany(1, 1200);
        Watched told = builds.get(1);
        time.pass(Duration.ofSeconds(60));
        assertThat(looksWithin(Duration.ofMinutes(10))).isBetween(9, 11);
        time.pass(Duration.ofMinutes(9).plusMillis(1500));
        assertThat(time.news().of(told.run.state().data().arn())).isEqualTo(1);
        time.pass(Duration.ofMillis(1300));
        assertThat(told.outcome).isEqualTo(new Outcome.Succeeded());
    }

    @Test
    void anEndOfWhichNoEventTellsIsSeenWithinAMinute() {
        endWithAnEvent(395);
        watchMany(10, 300);
        Instant begun = time.now();
        time.pass(Duration.ofMinutes(10));
        assertThat(builds.subList(1, 11))
                .allSatisfy(build ->
                        assertThat(build.ended).isBetween(begun.plusSeconds(300), begun.plusSeconds(300 + 60 + 6)));
    }

    @Test
    void anEventThatComesTooEarlyIsFollowedByLooksAsUsual() {
        endWithAnEvent(395);
        Watched build = watch(BuildScript.lasting(300), LogMode.NONE);
        time.pass(Duration.ofSeconds(299));
        time.news().of(build.run.state().data().arn());
        time.pass(Duration.ofSeconds(21));
        assertThat(build.outcome).isEqualTo(new Outcome.Succeeded());
    }

    @Test
    void newsOfAHundredBuildsAtOnceIsOneLook() {
        watchMany(100, 3600);
        time.pass(Duration.ofSeconds(120));
        List<String> arns =
                builds.stream().map(build -> build.run.state().data().arn()).toList();
        int looks = looksWithin(Duration.ofMillis(1));
        for (int i = 0; i < 10_000; i++) {
            time.news().of(arns.get(i % arns.size()));
        }
        assertThat(looks + looksWithin(Duration.ofMillis(1200))).isBetween(1, 2);
    }

    @Test
    void aFloodOfNewsIsALookASecondAtTheMost() {
        watchMany(20, 3600);
        time.pass(Duration.ofSeconds(120));
        int before = aws.count("BatchGetBuilds");
        for (int i = 0; i < 300; i++) {
            builds.forEach(build -> time.news().of(build.run.state().data().arn()));
            time.pass(Duration.ofMillis(100));
        }
        assertThat(aws.count("BatchGetBuilds") - before).isBetween(10, 31);
    }

    @Test
    void throttledLooksFailNoBuild() {
        watchMany(200, 120);
        time.pass(Duration.ofSeconds(60));
        limit(0.2);
        time.pass(Duration.ofMinutes(30));
        assertThat(aws.throttled()).isGreaterThan(3);
        assertThat(builds).extracting(build -> build.outcome).containsOnly(new Outcome.Succeeded());
        assertThat(aws.builds()).isEqualTo(200);
    }

    @Test
    void whereStartsAreThrottledEveryBuildIsStartedOnceNonetheless() {
        limit(3);
        watchMany(100, 30);
        time.pass(Duration.ofMinutes(10));
        assertThat(aws.throttled()).isPositive();
        assertThat(builds).extracting(build -> build.outcome).containsOnly(new Outcome.Succeeded());
        assertThat(aws.builds()).isEqualTo(100);
    }

    @Test
    void throttlingMakesEveryoneSlower() {
        watchMany(30, 3600);
        time.pass(Duration.ofMinutes(2));
        double before = looks.calls(session).aSecond();
        limit(0.01);
        time.pass(Duration.ofMinutes(1));
        double slowed = looks.calls(session).aSecond();
        assertThat(slowed).isLessThan(before / 2);
        limit(100);
        time.pass(Duration.ofMinutes(20));
        assertThat(looks.calls(session).aSecond()).isGreaterThan(2 * slowed);
    }

    @Test
    void anAbortJumpsTheQueueOfStarts() {
        Watched first = watch(BuildScript.lasting(3600), LogMode.NONE);
        time.pass(Duration.ofSeconds(2));
        watchMany(400, 3600);
        time.pass(Duration.ofSeconds(1));
        int waiting = 401 - aws.count("StartBuild");
        first.run.stop("Aborted by anna");
        time.pass(Duration.ofMillis(300));
        assertThat(aws.count("StopBuild")).isEqualTo(1);
        assertThat(401 - aws.count("StartBuild")).isGreaterThan(waiting - 5);
        time.pass(Duration.ofSeconds(5));
        assertThat(first.outcome).isEqualTo(new Outcome.Stopped("Aborted by anna", false));
    }

    @Test
    void atTheAccountsLimitBuildsTakeTheirTurn() {
        aws.concurrentBuilds(5);
        watchMany(20, 30);
        time.pass(Duration.ofMinutes(20));
        assertThat(builds).extracting(build -> build.outcome).containsOnly(new Outcome.Succeeded());
        assertThat(builds.stream().filter(build -> build.log.stream().anyMatch(line -> line.contains("its limit"))))
                .hasSizeGreaterThan(10);
        assertThat(aws.builds()).isEqualTo(20);
    }

    private int logReadsWithin(Duration span) {
        int before = aws.count("GetLogEvents");
        time.pass(span);
        return aws.count("GetLogEvents") - before;
    }

    @Test
    void aLogIsReadAsOftenAsItGrows() {
        watch(BuildScript.lasting(1_000).logging(3, 60), LogMode.FULL);
        time.pass(Duration.ofSeconds(800));
        assertThat(logReadsWithin(Duration.ofSeconds(60)))
                .as("it says a word in five minutes")
                .isBetween(3, 5);
        watch(BuildScript.lasting(1_000).logging(2_000, 60), LogMode.FULL);
        time.pass(Duration.ofSeconds(300));
        assertThat(logReadsWithin(Duration.ofSeconds(60)))
                .as("it says two words a second")
                .isBetween(15, 21);
    }

    @Test
    void theLogOfABuildThatHasEndedIsReadBeforeThoseOfOthers() {
        aws.logLimit(new RequestLimit(
                1, 1, () -> Duration.between(FakeTime.START, time.now()).toNanos()));
        BuildScript others = BuildScript.lasting(3_600).logging(36_000, 60);
        for (int i = 0; i < 60; i++) {
            watch(others, LogMode.FULL);
        }
        time.pass(Duration.ofSeconds(300));
        Watched quick = watch(BuildScript.lasting(60).logging(10, 60), LogMode.FULL);
        Instant end = time.now().plusSeconds(60);
        time.pass(Duration.ofMinutes(5));
        assertThat(quick.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(Duration.between(end, quick.ended)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void throttledLogReadsLoseNoLineOfAnyBuild() {
        aws.logLimit(new RequestLimit(
                2, 2, () -> Duration.between(FakeTime.START, time.now()).toNanos()));
        aws.logDelay(Duration.ofSeconds(2));
        aws.emptyLogPages(3);
        BuildScript script = BuildScript.lasting(40).logging(300, 60);
        for (int i = 0; i < 10; i++) {
            watch(script, LogMode.FULL);
        }
        time.pass(Duration.ofMinutes(10));
        List<String> all = IntStream.range(0, 300).mapToObj(script::line).toList();
        assertThat(aws.throttled()).isPositive();
        assertThat(builds).flatExtracting(build -> build.log).noneMatch(line -> line.contains("Rate exceeded"));
        for (Watched build : builds) {
            assertThat(build.outcome).isEqualTo(new Outcome.Succeeded());
            assertThat(build.log.stream().filter(line -> line.startsWith("line ")))
                    .containsExactlyElementsOf(all);
        }
    }
}
