package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codebuild.model.LogsLocation;

/** Where a build's log is, and how much of it is shown. */
class LogPlaceTest {

    private static final String OBJECT = "arn:aws:s3:::logs/it/1.gz";

    private static LogPlace of(String cloudWatch, String arn, String group, String stream) {
        return LogPlace.of(LogsLocation.builder()
                .cloudWatchLogs(c -> c.status(cloudWatch))
                .s3LogsArn(arn)
                .groupName(group)
                .streamName(stream)
                .build());
    }

    @Test
    void aStreamIsLiveAndSoItIsReadWhereThereAreBoth() {
        assertThat(of("ENABLED", OBJECT, "g", "s")).isEqualTo(new LogPlace(false, "g", "s"));
    }

    @Test
    void beforeTheStreamIsNamedThereIsNothingToRead() {
        assertThat(of("ENABLED", OBJECT, "g", null)).isNull();
        assertThat(of("ENABLED", OBJECT, null, "s")).isNull();
        assertThat(LogPlace.of(null)).isNull();
        assertThat(LogPlace.of(LogsLocation.builder().s3LogsArn(OBJECT).build()))
                .isNull();
    }

    @Test
    void whereLogsGoToS3OnlyTheObjectIsRead() {
        LogPlace place = of("DISABLED", OBJECT, null, null);
        assertThat(place).isEqualTo(new LogPlace(true, "logs", "it/1.gz"));
        assertThat(place).hasToString("s3://logs/it/1.gz");
        assertThat(new LogPlace(false, "g", "s")).hasToString("g/s");
    }

    @Test
    void whatIsNoAddressOfAnObjectIsNone() {
        assertThat(of("DISABLED", null, null, null)).isNull();
        assertThat(of("DISABLED", "arn:aws:s3:::logs", null, null)).isNull();
        assertThat(of("DISABLED", "logs/it", null, null)).isNull();
        assertThat(of("DISABLED", "arn/aws:s3:::logs", null, null)).isNull();
    }

    @Test
    void theWordsForHowMuchIsShown() {
        assertThat(LogMode.choices()).containsExactly("full", "tail", "none");
        assertThat(LogMode.of("tail")).isEqualTo(LogMode.TAIL);
        assertThat(LogMode.problem("none")).isNull();
        assertThat(LogMode.problem("all")).isEqualTo("log: 'all' is none of full, tail, none.");
        assertThatThrownBy(() -> LogMode.of("FULL")).hasMessageContaining("'FULL' is none of");
    }
}
