package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.event.Subject;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import java.io.File;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.jgit.transport.URIish;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What news of a source names, and who is told of it. */
@ExtendWith(LocalRepositories.class)
class SourceNewsTest {

    private static CodeCommitSource codeCommit(String repository) {
        CodeCommitSource source = new CodeCommitSource(repository);
        source.setBranch("release/1");
        return source;
    }

    @Test
    void aSourceIsNamedAsItsEventsAre() {
        assertThat(SourceNews.about(new S3ObjectSource("releases", "shop/a b.zip"), false))
                .contains(Subject.object("releases", "shop/a b.zip"));
        assertThat(SourceNews.about(new EcrImageSource("team/shop"), false))
                .contains(Subject.image("team/shop", "latest"));
        assertThat(SourceNews.about(codeCommit("shop"), false)).contains(Subject.branch("shop", "release/1"));
        assertThat(SourceNews.about(codeCommit("codecommit::eu-west-1://shop"), false))
                .contains(Subject.branch("shop", "release/1"));
    }

    @Test
    void whoWatchesAllOfItHearsOfAllOfIt() {
        assertThat(SourceNews.about(new S3ObjectSource("releases", "shop.zip"), true))
                .contains(Subject.bucket("releases"));
        assertThat(SourceNews.about(new EcrImageSource("team/shop"), true)).contains(Subject.images("team/shop"));
        assertThat(SourceNews.about(codeCommit("shop"), true)).contains(Subject.repository("shop"));
    }

    @Test
    void aGitRepositoryIsNamedAsPushesNameIt() {
        for (String url : List.of("https://example.org/team/Shop.git", "git@example.org:team/shop", "/srv/shop/.git")) {
            assertThat(SourceNews.about(new GitRepositorySource(url), true))
                    .contains(SourceNews.repository("group/shop"));
        }
        assertThat(SourceNews.about(
                        new CodeConnectionSource(
                                "arn:aws:codeconnections:eu-west-1:111122223333:connection/0a", "team/shop"),
                        false))
                .contains(SourceNews.repository("shop"));
    }

    @Test
    void aPushMayBeOfAnotherRepositoryOfThatName() {
        assertThat(SourceNews.isOfItAlone(codeCommit("shop"))).isTrue();
        assertThat(SourceNews.isOfItAlone(new S3ObjectSource("releases", "shop.zip")))
                .isTrue();
        assertThat(SourceNews.isOfItAlone(new GitRepositorySource("https://example.org/team/shop.git")))
                .isFalse();
        assertThat(SourceNews.isOfItAlone(null)).isFalse();
    }

    @Test
    void aPushTellsWhoWatchesARepositoryOfThatName() throws Exception {
        AtomicInteger told = new AtomicInteger();
        Scheduler.Scheduled listening = ActionThreads.get()
                .listen(SourceNews.repository("https://example.org/shop.git"), told::incrementAndGet);
        new PushEvents().onSCMHeadEvent(new Push("team/Shop"));
        new PushEvents().onSCMHeadEvent(new Push("another"));
        new PushEvents().onSCMHeadEvent(new Push(null));
        assertThat(told).hasValue(1);
        CommitNotifications notifications = new CommitNotifications();
        assertThat(notifications.onNotifyCommit("x", new URIish("git@example.org:shop.git"), null, List.of(), "main"))
                .hasSize(1);
        assertThat(told).hasValue(2);
        listening.cancel();
        assertThat(notifications.onNotifyCommit("x", new URIish("git@example.org:shop.git"), null, List.of()))
                .isEmpty();
        assertThat(told).hasValue(2);
    }

    @Test
    void whatNobodyTellsOfHasNoName() {
        assertThat(SourceNews.about(new GitRepositorySource("-x"), false)).isEmpty();
        assertThat(SourceNews.about(null, false)).isEmpty();
        assertThat(SourceNews.about(new S3ObjectSource(" ", "shop.zip"), false)).isEmpty();
    }

    private static final String NEWS = Subject.object("releases", "shop.zip");

    private final AtomicReference<File> folder = new AtomicReference<>(new File("jobs/shop"));
    private final List<Scheduler.Scheduled> watching = new ArrayList<>();

    private Polling watch(Supplier<File> folder) {
        Item job = (Item) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Item.class},
                (proxy, method, arguments) -> method.getName().equals("getRootDir") ? folder.get() : null);
        Polling polling = new Polling(folder, "life", Clock.systemUTC());
        S3ObjectSource source = new S3ObjectSource("releases", "shop.zip");
        watching.add(SourceNews.watch(job, source, false, polling, moment -> true));
        return polling;
    }

    @AfterEach
    void end() {
        watching.forEach(Scheduler.Scheduled::cancel);
        assertThat(ActionThreads.get().news().of(NEWS)).isZero();
    }

    /** Jenkins stops no trigger of a job whose configuration it reads anew. */
    @Test
    void whoWatchesForAJobIsTheOnlyOne() {
        Polling before = watch(folder::get);
        assertThat(before.begin()).isTrue();
        Polling now = watch(() -> new File("jobs/shop"));
        assertThat(ActionThreads.get().news().of(NEWS)).isEqualTo(1);
        assertThat(now.begin()).isTrue();
        assertThat(before.begin())
                .as("it is closed, also in the middle of a look")
                .isFalse();
    }

    @Test
    void aJobWithTheFormerNameOfAnotherLeavesThatOneAlone() {
        Polling renamed = watch(folder::get);
        folder.set(new File("jobs/store"));
        watch(() -> new File("jobs/shop"));
        assertThat(ActionThreads.get().news().of(NEWS)).isEqualTo(2);
        assertThat(renamed.begin()).isTrue();
    }

    /** Ten jobs that watch the same, and an event every half second for a minute. */
    @Test
    void whoWatchesTheSameLooksAtTheSameMomentAndNotMoreOftenThanEveryFiveSeconds() {
        FakeTime time = new FakeTime();
        SourceNews news = new SourceNews(time);
        List<Instant> looks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            news.listen(time, NEWS, looks::add);
        }
        for (int i = 0; i < 120; i++) {
            time.news().of(NEWS);
            time.pass(Duration.ofMillis(500));
        }
        assertThat(looks).hasSizeBetween(120, 130);
        List<Instant> moments = looks.stream().distinct().toList();
        assertThat(moments).hasSizeBetween(12, 13);
        for (int i = 1; i < moments.size(); i++) {
            assertThat(Duration.between(moments.get(i - 1), moments.get(i)))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(5));
        }
    }

    /** Jobs come and go, and the controller runs for months. */
    @Test
    void whatNobodyWatchesAnyMoreIsForgotten() {
        FakeTime time = new FakeTime();
        SourceNews.Watching all = new SourceNews.Watching();
        List<String> looks = new ArrayList<>();
        Scheduler.Scheduled one = all.listen(NEWS, time, time, moment -> looks.add("one"));
        Scheduler.Scheduled two = all.listen(NEWS, time, time, moment -> looks.add("two"));
        one.cancel();
        one.cancel();
        assertThat(all.names()).isEqualTo(1);
        time.news().of(NEWS);
        time.pass(Duration.ofSeconds(1));
        two.cancel();
        assertThat(all.names()).isZero();
        Scheduler.Scheduled three = all.listen(NEWS, time, time, moment -> looks.add("three"));
        time.news().of(NEWS);
        time.pass(Duration.ofSeconds(10));
        three.cancel();
        assertThat(looks).containsExactly("two", "three");
        assertThat(all.names()).isZero();
    }

    @Test
    void onlyWhoCouldNotLookTriesAgain() {
        FakeTime time = new FakeTime();
        SourceNews news = new SourceNews(time);
        List<String> looks = new ArrayList<>();
        news.listen(time, NEWS, moment -> looks.add("one"));
        news.listen(time, NEWS, moment -> looks.add("busy") && looks.size() > 3);
        time.news().of(NEWS);
        time.pass(Duration.ofMinutes(1));
        assertThat(looks).containsExactlyInAnyOrder("one", "busy", "busy", "busy");
    }
}
