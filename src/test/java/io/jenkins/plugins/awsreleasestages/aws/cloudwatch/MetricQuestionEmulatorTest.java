package io.jenkins.plugins.awsreleasestages.aws.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class MetricQuestionEmulatorTest {

    private static final Instant NOW = Instant.parse("2026-12-07T09:00:30Z");
    private static final String ERRORS = "errors = Sum \"My App\" \"Order errors\" \"Page=Check out\"";
    private static final String CALLS = "calls = Sum \"My App\" Calls";

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private FaultProxy proxy;
    private AwsSession session;

    @BeforeEach
    void open() {
        proxy = AWS.proxy();
        session = Driven.session(proxy.endpoint());
        try (CloudWatchClient cloudWatch = AWS.at(CloudWatchClient.builder()).build()) {
            cloudWatch.putMetricData(r -> r.namespace("My App")
                    .metricData(
                            d -> d.metricName("Order errors")
                                    .value(7.0)
                                    .timestamp(NOW.minusSeconds(150))
                                    .dimensions(m -> m.name("Page").value("Check out")),
                            d -> d.metricName("Order errors")
                                    .value(3.5)
                                    .timestamp(NOW.minusSeconds(60))
                                    .dimensions(m -> m.name("Page").value("Check out")),
                            // Of a period that is not over.
                            d -> d.metricName("Order errors")
                                    .value(99.0)
                                    .timestamp(NOW.minusSeconds(10))
                                    .dimensions(m -> m.name("Page").value("Check out"))));
        }
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private static MetricQuestion of(String expression, String... metrics) {
        return new MetricQuestion(List.of(metrics), expression, 60);
    }

    @Test
    void itIsTheLatestValueOfAPeriodThatIsOver() {
        MetricQuestion question = of(null, ERRORS);
        assertThat(question.problems()).isEmpty();
        assertThat(question.ask(session, NOW)).hasValueSatisfying(measured -> {
            assertThat(measured.text()).isEqualTo("3.5");
            assertThat(measured.at()).isEqualTo("2026-12-07T08:59:00Z");
        });
    }

    @Test
    void thereIsNoneWhereNothingWasMeasured() {
        assertThat(of(null, "m = Average AWS/Nothing Nowhere").ask(session, NOW))
                .isEmpty();
        assertThat(of(null, ERRORS).ask(session, NOW.plusSeconds(3600))).isEmpty();
    }

    @Test
    void ofAnExpressionOnlyItsResultIsAskedFor() {
        of("errors/calls*100", ERRORS, CALLS).ask(session, NOW);
        assertThat(proxy.calls("MONITORING.GetMetricData"))
                .singleElement()
                .satisfies(call -> assertThat(call.body())
                        .contains("errors%2Fcalls*100", "ReturnData=false", "TimestampDescending"));
    }

    @Test
    void whatIsRefusedIsSaidWithWhatWasAsked() {
        proxy.on("MONITORING.GetMetricData").denyAccess();
        assertThatThrownBy(() -> of("errors*2", ERRORS).ask(session, NOW))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageStartingWith("Asking CloudWatch for errors*2 failed: AWS says:");
    }

    @Test
    void severalSeriesAndWhatMayNotBeSeenAreNoValue() {
        MetricDataResult one =
                MetricDataResult.builder().values(1.0).timestamps(NOW).build();
        assertThat(MetricQuestion.latest(List.of(one))).isPresent();
        assertThatThrownBy(() -> MetricQuestion.latest(List.of(one, one))).hasMessageContaining("gives 2 series");
        MetricDataResult forbidden = MetricDataResult.builder()
                .statusCode(StatusCode.FORBIDDEN)
                .messages(m -> m.code("Forbidden").value("Not in that account."))
                .build();
        assertThatThrownBy(() -> MetricQuestion.latest(List.of(forbidden)))
                .hasMessage("CloudWatch says: Forbidden, Not in that account.");
        MetricDataResult none =
                MetricDataResult.builder().values(Double.NaN).timestamps(NOW).build();
        assertThat(MetricQuestion.latest(List.of(none))).isEmpty();
    }

    @Test
    void largeAndSmallValuesArePlainNumbers() {
        assertThat(new MetricQuestion.Measured(NOW, 100).text()).isEqualTo("100");
        assertThat(new MetricQuestion.Measured(NOW, 0.001).text()).isEqualTo("0.001");
        assertThat(new MetricQuestion.Measured(NOW, 1e300).text()).isEqualTo("1.0E300");
    }
}
