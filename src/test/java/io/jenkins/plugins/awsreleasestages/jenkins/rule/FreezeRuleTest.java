package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer.Verdict;
import io.jenkins.plugins.awsreleasestages.jenkins.OutgoingHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A freeze by a calendar that others publish. */
class FreezeRuleTest {

    private static final Instant CHRISTMAS = Instant.parse("2026-12-25T12:00:00Z");

    private static final String HOLIDAYS = """
            BEGIN:VCALENDAR
            VERSION:2.0
            BEGIN:VEVENT
            UID:1
            DTSTART;VALUE=DATE:20201225
            RRULE:FREQ=YEARLY
            SUMMARY:Christmas
            END:VEVENT
            END:VCALENDAR
            """;

    private static final ConditionAnswer FROZEN = ConditionAnswer.waiting(
            "frozen (Christmas) until Sat 2026-12-26 00:00 UTC", Instant.parse("2026-12-26T00:00:00Z"));

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<String> served = new AtomicReference<>(HOLIDAYS);
    private final FreezeCalendars calendars =
            new FreezeCalendars(new HttpReader(HttpReader.LONGEST, address -> null, new OutgoingHttp(() -> null)));
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] bytes = served.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(bytes.length == 0 ? 503 : 200, bytes.length == 0 ? -1 : bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private ConditionAnswer at(Instant now) {
        FreezeRule rule = new FreezeRule(null);
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/holidays.ics";
        return rule.look(calendars.of(url, now).join(), now);
    }

    @Test
    void anEventOfTheCalendarIsAFreezeAndItIsReadOnceAnHour() {
        assertThat(at(CHRISTMAS)).isEqualTo(FROZEN);
        assertThat(at(CHRISTMAS.plus(Duration.ofMinutes(59)))).isEqualTo(FROZEN);
        assertThat(asked).hasValue(1);
        served.set(HOLIDAYS.replace("20201225", "20201224"));
        assertThat(at(CHRISTMAS.plus(Duration.ofMinutes(60)))).isEqualTo(ConditionAnswer.pass("no freeze is on"));
        assertThat(asked).hasValue(2);
    }

    @Test
    void aCalendarThatWasNeverReadIsNoYesAndIsAskedForAgain() {
        served.set("");
        assertThat(at(CHRISTMAS))
                .isEqualTo(ConditionAnswer.waiting("the calendar was not read yet: the server answers 503", null));
        assertThat(at(CHRISTMAS.plusSeconds(10)).verdict()).isEqualTo(Verdict.WAIT);
        assertThat(asked).hasValue(1);
        served.set("<html>Please sign in</html>");
        assertThat(at(CHRISTMAS.plusSeconds(60)).why())
                .startsWith("the calendar was not read yet: It is no whole calendar");
        served.set(HOLIDAYS);
        assertThat(at(CHRISTMAS.plusSeconds(120))).isEqualTo(FROZEN);
    }

    @Test
    void whatWasReadLastIsKeptAndThatIsSaid() {
        assertThat(at(CHRISTMAS)).isEqualTo(FROZEN);
        served.set("");
        ConditionAnswer later = at(CHRISTMAS.plus(Duration.ofHours(2)));
        assertThat(later.opens()).isEqualTo(FROZEN.opens());
        assertThat(later.why()).isEqualTo(FROZEN.why() + "; the calendar is not read anew: the server answers 503");
        assertThat(at(CHRISTMAS.plus(Duration.ofHours(20))).passes()).isTrue();
    }

    @Test
    void manyReleasesThatWaitReadItOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        server.createContext("/slow.ics", exchange -> {
            asked.incrementAndGet();
            try {
                all.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/slow.ics";
        List<CompletableFuture<FreezeCalendars.Found>> found = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            found.add(calendars.of(url, CHRISTMAS));
        }
        all.countDown();
        assertThat(found).allSatisfy(one -> assertThat(one.join().problem()).isEqualTo("the server answers 404"));
        assertThat(asked).hasValue(1);
    }

    @Test
    void whatACalendarSaysCanBeGivenItselfBesidePeriods() {
        FreezeRule rule = new FreezeRule(List.of("2026-12-26..2026-12-27 Inventory"));
        rule.setCalendar(HOLIDAYS);
        assertThat(rule.look(CHRISTMAS).why())
                .isEqualTo("frozen (Christmas, then Inventory) until Mon 2026-12-28 00:00 UTC");
        assertThat(ReleaseRule.problems(List.of(rule))).isEmpty();
        assertThat(new FreezeRule.DescriptorImpl().of(rule.said()).said()).isEqualTo(rule.said());
        assertThat(rule.inWords()).isEqualTo("no freeze of a calendar; 2026-12-26..2026-12-27 Inventory");
    }

    @Test
    @OnStandIns
    void allThatIsWrongIsSaidAtOnce() {
        FreezeRule none = new FreezeRule(null);
        FreezeRule blank = new FreezeRule(null);
        blank.setCalendar("");
        FreezeRule cut = new FreezeRule(null);
        cut.setCalendar("BEGIN:VCALENDAR");
        FreezeRule good = new FreezeRule(null);
        good.setCalendar("https://calendars.example.org/de.ics?key=1");
        assertThat(good.inWords()).isEqualTo("no freeze of https://calendars.example.org/de.ics");
        assertThat(ReleaseRule.problems(List.of(none, blank, cut, good)))
                .containsExactly(
                        "conditions: freeze: periods: there is none.",
                        "conditions: freeze: calendar: '' is not an address like https://host/path.",
                        "conditions: freeze: calendar: It is no whole calendar in the form of iCalendar, from BEGIN:VCALENDAR to END:VCALENDAR.");
    }
}
