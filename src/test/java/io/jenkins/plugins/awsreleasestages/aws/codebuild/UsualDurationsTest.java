package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildPhase;

class UsualDurationsTest {

    private static final Duration OTHERWISE = Duration.ofSeconds(4);
    private static final Instant START = Instant.parse("2026-11-30T10:00:00Z");
    private static final String SHOP = "arn:aws:codebuild:eu-west-1:111122223333:build/shop:";

    private final UsualDurations usual = new UsualDurations();

    private static Build build(String arn, Consumer<Build.Builder> with) {
        Build.Builder build = Build.builder()
                .arn(arn)
                .buildStatus("SUCCEEDED")
                .phases(
                        BuildPhase.builder()
                                .phaseType("SUBMITTED")
                                .endTime(START)
                                .build(),
                        BuildPhase.builder().phaseType("QUEUED").endTime(START).build());
        with.accept(build);
        return build.build();
    }

    private void took(String project, long... seconds) {
        for (long taken : seconds) {
            usual.seen(build(project + taken, build -> build.endTime(START.plusSeconds(taken))));
        }
    }

    private Duration within(long age) {
        return usual.within(SHOP + "now", Duration.ofSeconds(age), OTHERWISE);
    }

    /** Builds take 100 to 200 s: with the margins, ends are expected from 98 to 205 s. */
    @ParameterizedTest
    @CsvSource({"0, 10", "60, 10", "87, 10", "91, 7", "96, 2", "97, 1", "98, 1", "150, 1", "205, 1", "206, 4", "9000, 4"
    })
    void aBuildIsLookedAtMostOftenWhenOthersHaveEnded(long age, long seconds) {
        took(SHOP, 100, 200, 130);
        assertThat(within(age)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void twoBuildsSayNothing() {
        took(SHOP, 100, 100);
        assertThat(within(100)).isEqualTo(OTHERWISE);
    }

    @Test
    void thatOfAnotherProjectOrAccountSaysNothing() {
        took("arn:aws:codebuild:eu-west-1:111122223333:build/shop2:", 100, 100, 100);
        took("arn:aws:codebuild:eu-west-1:999922223333:build/shop:", 100, 100, 100);
        assertThat(within(100)).isEqualTo(OTHERWISE);
    }

    @Test
    void onlyTheLastTenCount() {
        took(SHOP, 1000, 2000);
        took(SHOP, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100);
        assertThat(within(1000)).isEqualTo(OTHERWISE);
        assertThat(within(100)).isEqualTo(UsualDurations.SOON);
    }

    @Test
    void failedOnesAndThoseThatGoOnSayNothing() {
        for (int i = 0; i < 3; i++) {
            usual.seen(build(SHOP + i, build -> build.buildStatus("FAILED").endTime(START.plusSeconds(100))));
            usual.seen(build(SHOP + i, build -> build.buildStatus("IN_PROGRESS")));
            usual.seen(build(SHOP + i, build -> build.phases(List.of()).endTime(START.plusSeconds(100))));
        }
        assertThat(within(100)).isEqualTo(OTHERWISE);
    }

    @Test
    void theTimeInTheQueueDoesNotCount() {
        Build waiting = build(
                SHOP + "1",
                build -> build.startTime(START.minusSeconds(500))
                        .phases(BuildPhase.builder().phaseType("QUEUED").build()));
        assertThat(UsualDurations.runningSince(waiting)).isNull();
        assertThat(UsualDurations.runningSince(build(SHOP + "1", build -> build.startTime(START.minusSeconds(500)))))
                .isEqualTo(START);
    }

    @Test
    void aThousandProjectsAreRememberedAndNoMore() {
        took(SHOP, 100, 100, 100);
        for (int i = 0; i < 999; i++) {
            took("arn:aws:codebuild:eu-west-1:111122223333:build/p" + i + ":", 1);
        }
        assertThat(within(100)).isEqualTo(UsualDurations.SOON);
        took("arn:aws:codebuild:eu-west-1:111122223333:build/new:", 1);
        assertThat(usual.within("arn:aws:codebuild:eu-west-1:111122223333:build/p0:x", Duration.ZERO, OTHERWISE))
                .isEqualTo(OTHERWISE);
        assertThat(within(100)).as("it was used").isEqualTo(UsualDurations.SOON);
    }
}
