package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StackNewsTest {

    private static final Duration SLOW = WatchTimes.LONGEST_PAUSE;
    private static final Duration QUICK = SLOW.minusMillis(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeTime time = new FakeTime();
    private final StackNews news = new StackNews(time.clock());

    private static String stack(String region, String account, String name) {
        return "arn:aws:cloudformation:" + region + ":" + account + ":stack/" + name + "/1";
    }

    private static final String SHOP = stack("eu-central-1", "111122223333", "shop");

    @Test
    void withoutEventsAStackIsLookedAtInItsOwnTime() {
        assertThat(news.pause(SHOP, SLOW)).isEqualTo(SLOW);
    }

    @Test
    void whileEventsOfItsAccountAndRegionComeItIsLookedAtOnceAMinute() {
        news.heard(stack("eu-central-1", "111122223333", "store"));
        assertThat(news.pause(SHOP, SLOW)).isEqualTo(MINUTE);
        assertThat(news.pause(stack("us-east-1", "111122223333", "shop"), SLOW)).isEqualTo(SLOW);
        assertThat(news.pause(stack("eu-central-1", "444455556666", "shop"), SLOW))
                .isEqualTo(SLOW);
        time.pass(Duration.ofHours(1));
        assertThat(news.pause(SHOP, SLOW)).as("after an hour of silence").isEqualTo(SLOW);
    }

    @Test
    void inTheFirstMinutesItsResourcesAreFollowedAsEver() {
        news.heard(stack("eu-central-1", "111122223333", "store"));
        assertThat(news.pause(SHOP, QUICK)).isEqualTo(QUICK);
    }

    @Test
    void forAMinuteAfterAnEventOfItselfTheLookMayNotShowYetWhatWasTold() {
        news.heard(SHOP);
        assertThat(news.pause(SHOP, SLOW)).isEqualTo(SLOW);
        time.pass(MINUTE);
        assertThat(news.pause(SHOP, SLOW)).isEqualTo(MINUTE);
    }

    @Test
    void whatIsNotKnownYetIsLookedAtInItsOwnTime() {
        assertThat(news.pause(null, SLOW)).isEqualTo(SLOW);
    }

    @Test
    void whoeverWaitsForAStackTellsTheOthersOfItsEvents() {
        StackTurns turns = new StackTurns(time.clock());
        ExecuteAction execution = new ExecuteAction(() -> null, "shop", turns, false);
        ExecuteAction.State executed = ExecuteAction.State.create("change", null, "token", "shop", SHOP);
        PrepareStackAction preparation = new PrepareStackAction(() -> null, turns, null, "store");
        PrepareStackAction.State prepared = PrepareStackAction.State.create(
                "token", "store #1", "store", stack("eu-central-1", "111122223333", "store"), null);
        assertThat(preparation.pause(prepared, SLOW)).isEqualTo(SLOW);
        execution.hurry(executed);
        assertThat(preparation.pause(prepared, SLOW)).isEqualTo(MINUTE);
        preparation.hurry(prepared);
        time.pass(MINUTE);
        assertThat(execution.pause(executed, SLOW)).isEqualTo(MINUTE);
    }
}
