package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction.Answer.LogPages;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;
import software.amazon.awssdk.services.codebuild.model.LogsLocation;
import software.amazon.awssdk.services.codebuild.model.PhaseContext;

/** What a look makes of CodeBuild's answers; no I/O. */
class BuildActionTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final BuildAction action = new BuildAction("it", null, null, null, null);
    private final BuildAction.State started =
            BuildAction.State.create("token", NOW).withId("it:1");

    private static Build.Builder build(String status) {
        return Build.builder()
                .id("it:1")
                .arn("arn:aws:codebuild:eu-west-1:111122223333:build/it:1")
                .buildNumber(7L)
                .buildStatus(status)
                .buildComplete(!status.equals("IN_PROGRESS"))
                .logs(LogsLocation.builder().groupName("g").streamName("s").build());
    }

    private static BuildPhase phase(String name, String status, PhaseContext... contexts) {
        return BuildPhase.builder()
                .phaseType(name)
                .phaseStatus(status)
                .startTime(NOW)
                .endTime(NOW.plusSeconds(3))
                .durationInSeconds(3L)
                .contexts(contexts)
                .build();
    }

    private static LogPages log(String token, boolean more, String... lines) {
        return LogPages.of(Stream.of(lines).map(line -> line + "\n").toList(), token, more);
    }

    @Test
    void saysTheLinkFirstThenPhasesOnceThenLines() {
        Build now = build("IN_PROGRESS").phases(phase("QUEUED", "SUCCEEDED")).build();
        Look<BuildAction.State> first =
                action.read(started, new BuildAction.Answer(now, true, log("t1", false, "a", "b")), NOW);
        assertThat(first.lines()).hasSize(4);
        assertThat(first.lines().get(0)).startsWith("CodeBuild build it:1 (#7) started: https://eu-west-1.console");
        assertThat(first.lines().subList(1, 4)).containsExactly("Phase QUEUED SUCCEEDED (3 s) in it #7", "a", "b");
        Look<BuildAction.State> second =
                action.read(first.state(), new BuildAction.Answer(now, true, log("t1", false)), NOW);
        assertThat(second.lines()).isEmpty();
    }

    @Test
    void aLongLogIsReadOnAtOnceWithoutLookingAtTheBuild() {
        Build now = build("IN_PROGRESS").build();
        Look<BuildAction.State> look =
                action.read(started, new BuildAction.Answer(now, true, log("t4", true, "a")), NOW);
        assertThat(look.verdict()).isEqualTo(new Look.GoesOn(Duration.ZERO, false));
        assertThat(look.state().log().more()).isTrue();
        assertThat(look.state().log().token()).isEqualTo("t4");
    }

    @Test
    void theLogIsReadToItsEndAfterTheBuildsEnd() {
        Build done = build("SUCCEEDED").build();
        BuildAction.State state = action.read(
                        started, new BuildAction.Answer(done, true, log("t1", false, "last?")), NOW)
                .state();
        Look<BuildAction.State> late = action.read(
                state, new BuildAction.Answer(done, true, log("t2", false, "no, this one")), NOW.plusSeconds(2));
        assertThat(late.verdict()).isInstanceOf(Look.GoesOn.class);
        assertThat(late.lines()).containsExactly("no, this one");
        Look<BuildAction.State> quiet =
                action.read(late.state(), new BuildAction.Answer(done, true, log("t2", false)), NOW.plusSeconds(4));
        assertThat(quiet.verdict()).isInstanceOf(Look.GoesOn.class);
        Look<BuildAction.State> end =
                action.read(quiet.state(), new BuildAction.Answer(done, true, log("t2", false)), NOW.plusSeconds(6));
        assertThat(end.verdict()).isInstanceOf(Look.Succeeded.class);
    }

    @Test
    void aLogWithoutItsLastLineIsReadAgainAfterASecondAndThenEveryTwo() {
        Build done = build("SUCCEEDED").build();
        BuildAction.Answer unfinished = new BuildAction.Answer(null, false, log("t1", false, "not the last"));
        Look<BuildAction.State> ended = action.read(started, new BuildAction.Answer(done, true, null), NOW);
        Look<BuildAction.State> first = action.read(ended.state(), unfinished, NOW.plusMillis(200));
        assertThat(first.verdict()).isEqualTo(new Look.GoesOn(Duration.ofSeconds(1), false));
        Look<BuildAction.State> second = action.read(first.state(), unfinished, NOW.plusMillis(1300));
        assertThat(second.verdict()).isEqualTo(new Look.GoesOn(Duration.ofSeconds(2), false));
    }

    @Test
    void aBuildWithoutALogEndsAtOnce() {
        Build done = build("SUCCEEDED").logs((LogsLocation) null).build();
        assertThat(action.read(started, new BuildAction.Answer(done, true, null), NOW)
                        .verdict())
                .isInstanceOf(Look.Succeeded.class);
    }

    @Test
    void aFailureSaysPhaseAndCauseInAwssWords() {
        PhaseContext context = PhaseContext.builder()
                .statusCode("COMMAND_EXECUTION_ERROR")
                .message("Error while executing command: npm test. Reason: exit status 1")
                .build();
        Build broken = build("FAILED")
                .logs((LogsLocation) null)
                .phases(phase("INSTALL", "SUCCEEDED"), phase("BUILD", "FAILED", context), phase("POST_BUILD", "FAILED"))
                .build();
        Look<BuildAction.State> look = action.read(started, new BuildAction.Answer(broken, true, null), NOW);
        assertThat(look.verdict())
                .isInstanceOfSatisfying(
                        Look.Failed.class,
                        failed -> assertThat(failed.message())
                                .startsWith(
                                        "CodeBuild build it:1 FAILED in phase BUILD: command 'npm test' ended with exit status 1"
                                                + " (COMMAND_EXECUTION_ERROR). See https://"));
    }

    @Test
    void aBuildThatIsNotKnownYetIsLookedAtAgain() {
        Look<BuildAction.State> look = action.read(started, new BuildAction.Answer(null, true, null), NOW);
        assertThat(look.verdict()).isInstanceOf(Look.GoesOn.class);
    }

    @Test
    void aBuildThatIsGoneIsSaidSo() {
        BuildAction.State seen = action.read(
                        started, new BuildAction.Answer(build("IN_PROGRESS").build(), true, null), NOW)
                .state();
        Look<BuildAction.State> look = action.read(seen, new BuildAction.Answer(null, true, null), NOW);
        assertThat(look.verdict()).isEqualTo(new Look.Failed("CodeBuild does not know build it:1. Was it deleted?"));
    }

    @Test
    void anUnknownStatusIsNoEnd() {
        Build odd = build("IN_PROGRESS")
                .buildStatus("SOMETHING_NEW")
                .buildComplete(false)
                .build();
        assertThat(action.read(started, new BuildAction.Answer(odd, true, null), NOW)
                        .verdict())
                .isInstanceOf(Look.GoesOn.class);
    }

    private static LogsLocation stream(String name) {
        return LogsLocation.builder().groupName("g").streamName(name).build();
    }

    private BuildAction showing(LogMode mode) {
        return new BuildAction("it", null, null, null, mode, null);
    }

    @Test
    void anotherStreamIsReadOnceTheFirstIsReadToItsEnd() {
        BuildAction.State one = action.read(
                        started, new BuildAction.Answer(build("IN_PROGRESS").build(), true, log("t1", false, "a")), NOW)
                .state();
        Build moved = build("IN_PROGRESS").logs(stream("s2")).build();
        Look<BuildAction.State> late =
                action.read(one, new BuildAction.Answer(moved, true, log("t2", false, "b")), NOW);
        assertThat(late.lines()).containsExactly("b");
        assertThat(late.state().log().place().name()).isEqualTo("s");
        BuildAction.State quiet = action.read(late.state(), new BuildAction.Answer(moved, true, log("t2", false)), NOW)
                .state();
        Look<BuildAction.State> next = action.read(quiet, new BuildAction.Answer(moved, true, log("t2", false)), NOW);
        assertThat(next.state().log().place().name()).isEqualTo("s2");
        assertThat(next.state().log().token()).isNull();
        assertThat(next.verdict()).isEqualTo(new Look.GoesOn(Duration.ZERO, false));
        Look<BuildAction.State> second =
                action.read(next.state(), new BuildAction.Answer(null, false, log("u1", false, "c")), NOW);
        assertThat(second.lines()).containsExactly("c");
    }

    @Test
    void anOlderAnswerThatNamesTheFirstStreamAgainRepeatsNothing() {
        LogPlace one = new LogPlace(false, "g", "s");
        LogPlace two = new LogPlace(false, "g", "s2");
        LogCursor cursor = LogCursor.START.named(one).named(two);
        assertThat(cursor.named(one)).isEqualTo(cursor);
    }

    @Test
    void aBuildIsNotOverBeforeItsSecondStreamIsRead() {
        BuildAction.State one = action.read(
                        started, new BuildAction.Answer(build("IN_PROGRESS").build(), true, log("t1", false, "a")), NOW)
                .state();
        Build done = build("SUCCEEDED").logs(stream("s2")).build();
        BuildAction.State state = one;
        Build answer = done;
        for (int look = 0; look < 2; look++) {
            Look<BuildAction.State> quiet = action.read(
                    state, new BuildAction.Answer(answer, answer != null, log("t1", false)), NOW.plusSeconds(9));
            assertThat(quiet.verdict()).isInstanceOf(Look.GoesOn.class);
            state = quiet.state();
            answer = null;
        }
        assertThat(state.log().place().name()).isEqualTo("s2");
    }

    @Test
    void aLogThatComesLateIsWaitedFor() {
        Build done = build("FAILED").build();
        BuildAction.State state = action.read(started, new BuildAction.Answer(done, true, log(null, false)), NOW)
                .state();
        for (int seconds = 2; seconds < 14; seconds += 2) {
            Look<BuildAction.State> look =
                    action.read(state, new BuildAction.Answer(null, false, log(null, false)), NOW.plusSeconds(seconds));
            assertThat(look.verdict()).isInstanceOf(Look.GoesOn.class);
            state = look.state();
        }
        Look<BuildAction.State> late = action.read(
                state, new BuildAction.Answer(null, false, log("t1", false, "at last")), NOW.plusSeconds(14));
        assertThat(late.lines()).containsExactly("at last");
    }

    @Test
    void theLineThatEndsALogEndsTheWait() {
        Build done = build("SUCCEEDED").build();
        String stamp = "[Container] 2026/01/01 00:00:00.1 ";
        LogPages end = log(
                "t1",
                false,
                stamp + "Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED",
                stamp + "Phase context status code:  Message: ");
        Look<BuildAction.State> look = action.read(started, new BuildAction.Answer(done, true, end), NOW);
        assertThat(look.verdict()).isInstanceOf(Look.GoesOn.class);
        Look<BuildAction.State> quiet =
                action.read(look.state(), new BuildAction.Answer(null, false, log("t1", false)), NOW.plusSeconds(1));
        assertThat(quiet.verdict()).isInstanceOf(Look.Succeeded.class);
    }

    @Test
    void readAfterTheBuildsEndTheLineThatEndsALogNeedsNoSecondRead() {
        BuildAction.State ended = action.read(
                        started, new BuildAction.Answer(build("SUCCEEDED").build(), true, null), NOW)
                .state();
        String stamp = "[Container] 2026/01/01 00:00:00.1 ";
        LogPages end = log(
                "t1",
                false,
                "a",
                stamp + "Phase complete: UPLOAD_ARTIFACTS State: SUCCEEDED",
                stamp + "Phase context status code:  Message: ");
        Look<BuildAction.State> look = action.read(ended, new BuildAction.Answer(null, false, end), NOW);
        assertThat(look.verdict()).isInstanceOf(Look.Succeeded.class);
        assertThat(look.lines()).startsWith("a").hasSize(3);
    }

    @Test
    void aLogThatCouldNotBeReadForLongIsReadAllTheSame() {
        BuildAction.State ended = action.read(
                        started, new BuildAction.Answer(build("SUCCEEDED").build(), true, null), NOW)
                .state();
        Look<BuildAction.State> throttled =
                action.read(ended, new BuildAction.Answer(null, false, null), NOW.plusSeconds(300));
        assertThat(throttled.verdict()).isEqualTo(new Look.GoesOn(Duration.ZERO, false));
        Look<BuildAction.State> late = action.read(
                ended, new BuildAction.Answer(null, false, log("t1", false, "at last")), NOW.plusSeconds(310));
        assertThat(late.verdict()).isInstanceOf(Look.GoesOn.class);
        assertThat(late.lines()).containsExactly("at last");
        Look<BuildAction.State> end =
                action.read(late.state(), new BuildAction.Answer(null, false, log("t1", false)), NOW.plusSeconds(312));
        assertThat(end.verdict()).isInstanceOf(Look.Succeeded.class);
    }

    @Test
    void aLastLineWithoutAnEndIsShown() {
        Build done = build("SUCCEEDED").build();
        LogPages open = LogPages.of(List.of("no line end"), "t1", false);
        BuildAction.State state = action.read(started, new BuildAction.Answer(done, true, open), NOW)
                .state();
        state = action.read(state, new BuildAction.Answer(null, false, log("t1", false)), NOW.plusSeconds(3))
                .state();
        Look<BuildAction.State> look =
                action.read(state, new BuildAction.Answer(null, false, log("t1", false)), NOW.plusSeconds(6));
        assertThat(look.lines()).containsExactly("no line end", "CodeBuild build it:1 SUCCEEDED");
    }

    @Test
    void aLogThatMayNotBeReadFailsNoBuild() {
        Build now = build("IN_PROGRESS").build();
        Look<BuildAction.State> look =
                action.read(started, new BuildAction.Answer(now, true, LogPages.refused(null, "AWS says: no.")), NOW);
        assertThat(look.lines()).contains("AWS says: no. The build goes on without its log being shown.");
        Look<BuildAction.State> end = action.read(
                look.state(), new BuildAction.Answer(build("SUCCEEDED").build(), true, null), NOW);
        assertThat(end.verdict()).isInstanceOf(Look.Succeeded.class);
    }

    /** The log may hold secrets, which are masked in the step's log and nowhere else. */
    @Test
    void aFailuresLogIsShownOnceAndNothingOfItIsInTheMessageOrTheState() {
        Build broken = build("FAILED").phases(phase("BUILD", "FAILED")).build();
        String stamp = "[Container] 2026/01/01 00:00:00.1 ";
        LogPages pages = log("t1", false, "token=secret", stamp + "Phase complete: BUILD State: FAILED", "after");
        Look<BuildAction.State> look = action.read(started, new BuildAction.Answer(broken, true, pages), NOW);
        assertThat(look.lines().subList(2, look.lines().size()))
                .containsExactly("token=secret", stamp + "Phase complete: BUILD State: FAILED", "after");
        Look<BuildAction.State> end = action.read(
                look.state().withLog(look.state().log().ended()),
                new BuildAction.Answer(null, false, log("t1", false)),
                NOW.plusSeconds(90));
        assertThat(end.lines()).as("the message says how it ended").isEmpty();
        assertThat(((Look.Failed) end.verdict()).message())
                .startsWith("CodeBuild build it:1 FAILED in phase BUILD. See https://")
                .doesNotContain("secret", "after", "\n");
        assertThat(look.state().toString() + end.state()).doesNotContain("secret");
    }

    @Test
    void aPhaseThatWentWellNeedsNoContext() {
        String stamp = "[Container] 2026/01/01 00:00:00.1 ";
        LogPages pages = log(
                "t1",
                false,
                stamp + "Phase complete: BUILD State: SUCCEEDED",
                stamp + "Phase context status code:  Message: ",
                stamp + "Phase context status code: COMMAND_EXECUTION_ERROR Message: exit status 1",
                "echo Phase context status code:  Message: ");
        for (LogMode mode : List.of(LogMode.FULL, LogMode.TAIL)) {
            BuildAction.State state = started;
            List<String> lines = new java.util.ArrayList<>();
            for (int seconds = 0; seconds <= 6; seconds += 2) {
                Build done = seconds == 0 ? build("SUCCEEDED").build() : null;
                LogPages now = mode == LogMode.TAIL || seconds == 0 ? pages : log("t1", false);
                Look<BuildAction.State> look = showing(mode)
                        .read(state, new BuildAction.Answer(done, seconds == 0, now), NOW.plusSeconds(seconds));
                lines.addAll(look.lines());
                state = look.state();
            }
            assertThat(lines.subList(1, lines.size()))
                    .containsExactly(
                            stamp + "Phase complete: BUILD State: SUCCEEDED",
                            stamp + "Phase context status code: COMMAND_EXECUTION_ERROR Message: exit status 1",
                            "echo Phase context status code:  Message: ",
                            "CodeBuild build it:1 SUCCEEDED");
        }
    }

    @Test
    void aBuildThatHasNoNumberYetIsCalledByItsId() {
        Build now = build("IN_PROGRESS")
                .buildNumber(null)
                .phases(phase("QUEUED", "SUCCEEDED"))
                .build();
        List<String> lines = action.read(started, new BuildAction.Answer(now, true, null), NOW)
                .lines();
        assertThat(lines.get(0)).startsWith("CodeBuild build it:1 started: https://");
        assertThat(lines.get(1)).isEqualTo("Phase QUEUED SUCCEEDED (3 s) in it:1");
    }

    @Test
    void whatABuildExportsAndLeavesBehindIsKept() {
        Build done = build("SUCCEEDED")
                .logs(LogsLocation.builder().s3DeepLink("https://s3/log").build())
                .exportedEnvironmentVariables(
                        v -> v.name("IMAGE").value("repo:7"),
                        v -> v.name("EMPTY").value(""))
                .resolvedSourceVersion("4f2a")
                .artifacts(a ->
                        a.location("arn:aws:s3:::b/out.zip").sha256sum("aa").md5sum("bb"))
                .secondaryArtifacts(
                        a -> a.artifactIdentifier("docs").location("arn:aws:s3:::b/docs"),
                        a -> a.artifactIdentifier("none").location(""))
                .reportArns("arn:aws:codebuild:eu-west-1:1:report/it-tests:9")
                .build();
        Look<BuildAction.State> look = action.read(started, new BuildAction.Answer(done, true, null), NOW);
        BuildAction.State state = look.state();
        assertThat(look.verdict()).isInstanceOf(Look.Succeeded.class);
        assertThat(state.variables()).containsExactly(entry("IMAGE", "repo:7"), entry("EMPTY", ""));
        assertThat(state.revision()).isEqualTo("4f2a");
        assertThat(state.number()).isEqualTo(7);
        assertThat(state.output())
                .isEqualTo(new BuildAction.State.BuildOutput(
                        List.of(
                                new BuildAction.State.BuildArtifact(null, "arn:aws:s3:::b/out.zip", "aa", "bb"),
                                new BuildAction.State.BuildArtifact("docs", "arn:aws:s3:::b/docs", null, null)),
                        List.of("arn:aws:codebuild:eu-west-1:1:report/it-tests:9"),
                        "https://s3/log"));
    }

    @Test
    void ofTheTailNothingIsShownBeforeTheEndAndThenTheLastLines() {
        BuildAction tail = showing(LogMode.TAIL);
        String[] all =
                Stream.iterate(1, n -> n + 1).limit(300).map(n -> "line " + n).toArray(String[]::new);
        BuildAction.State state = started;
        Look<BuildAction.State> look = null;
        Build done = build("SUCCEEDED").build();
        for (int seconds = 0; seconds <= 6; seconds += 2) {
            look = tail.read(
                    state,
                    new BuildAction.Answer(seconds == 0 ? done : null, seconds == 0, log("300:1", false, all)),
                    NOW.plusSeconds(seconds));
            state = look.state();
        }
        assertThat(look.verdict()).isInstanceOf(Look.Succeeded.class);
        assertThat(look.lines()).hasSize(201).startsWith("line 101").contains("line 300");
    }

    @Test
    void withoutALogABuildEndsAtOnce() {
        Look<BuildAction.State> look = showing(LogMode.NONE)
                .read(started, new BuildAction.Answer(build("SUCCEEDED").build(), true, null), NOW);
        assertThat(look.verdict()).isInstanceOf(Look.Succeeded.class);
    }

    private String failureOf(String status, BuildPhase... phases) {
        Build broken = build(status)
                .logs((LogsLocation) null)
                .phases(phases)
                .queuedTimeoutInMinutes(480)
                .timeoutInMinutes(60)
                .build();
        return ((Look.Failed) action.read(started, new BuildAction.Answer(broken, true, null), NOW)
                        .verdict())
                .message();
    }

    @Test
    void failuresAreSaidInPlainWordsWithWhatToDo() {
        assertThat(failureOf("TIMED_OUT", phase("QUEUED", "TIMED_OUT"))).contains("480 minutes", "concurrent builds");
        assertThat(failureOf("TIMED_OUT", phase("BUILD", "TIMED_OUT"))).contains("60 minutes", "raise its timeout");
        assertThat(failureOf("FAILED", phase("DOWNLOAD_SOURCE", "FAILED"))).contains("could not get its source");
        assertThat(failureOf("FAULT", phase("INSTALL", "FAULT"))).contains("CodeBuild itself failed");
        assertThat(failureOf("FAILED", phase("UPLOAD_ARTIFACTS", "FAILED"))).contains("artifact paths");
        assertThat(failureOf("STOPPED", phase("BUILD", "STOPPED"))).contains("Somebody stopped it");
        assertThat(failureOf("FAILED")).startsWith("CodeBuild build it:1 FAILED. See https://");
        String image = "check that the image exists and the project's service role may pull it, and the project's VPC";
        assertThat(failureOf("FAILED", phase("PROVISIONING", "FAILED")))
                .contains("It got no environment to run in: " + image + ". See ");
        assertThat(failureOf("FAULT", phase("PROVISIONING", "FAULT")))
                .contains(image + "; if they are right, CodeBuild itself failed: start it again. See ");
    }

    private String said(String... contexts) {
        List<PhaseContext> words = new java.util.ArrayList<>();
        for (int i = 0; i < contexts.length; i += 2) {
            words.add(PhaseContext.builder()
                    .statusCode(contexts[i])
                    .message(contexts[i + 1])
                    .build());
        }
        BuildPhase broken =
                phase("UPLOAD_ARTIFACTS", "FAILED").toBuilder().contexts(words).build();
        String failure = failureOf("FAILED", broken);
        return failure.substring(failure.indexOf("UPLOAD_ARTIFACTS"), failure.indexOf("Its artifacts"));
    }

    @Test
    void awssWordsArePartOfTheSentence() {
        assertThat(said("CLIENT_ERROR", "no matching files"))
                .isEqualTo("UPLOAD_ARTIFACTS: CLIENT_ERROR: no matching files. ");
        assertThat(said(null, "No matching files.")).isEqualTo("UPLOAD_ARTIFACTS: No matching files. ");
        assertThat(said("CLIENT_ERROR", " ")).isEqualTo("UPLOAD_ARTIFACTS: CLIENT_ERROR. ");
        assertThat(said("A", null, "", " ", "B", null)).isEqualTo("UPLOAD_ARTIFACTS: A; B. ");
        assertThat(said("", "")).isEqualTo("UPLOAD_ARTIFACTS. ");
    }
}
