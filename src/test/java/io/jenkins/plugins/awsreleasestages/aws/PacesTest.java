package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacesTest {

    @Test
    void readsOfLogsKeepBelowTheRegionsQuota() {
        assertThat(Paces.logReadsASecond("eu-west-1")).isEqualTo(9);
        assertThat(Paces.logReadsASecond("eu-west-3")).isEqualTo(27);
        assertThat(Paces.logReadsASecond("us-east-1")).isEqualTo(22.5);
    }
}
