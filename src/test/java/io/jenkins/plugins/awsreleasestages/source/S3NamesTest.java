package io.jenkins.plugins.awsreleasestages.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"checkout-artifacts", "my.bucket.1", "abc"})
    void goodBuckets(String bucket) {
        assertThat(S3Names.bucketProblem(bucket)).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"ab", "Checkout", "a_b_c", "-abc", "abc-", "s3://abc", "abc/def"})
    void badBuckets(String bucket) {
        assertThat(S3Names.bucketProblem(bucket)).startsWith("bucket: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.zip", "releases/app.zip", "a b/ü.tar.gz", "..a"})
    void goodKeys(String key) {
        assertThat(S3Names.keyProblem(key)).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "releases/", "a/..", "..", ".", "a/b\\c", "a\u0000"})
    void badKeys(String key) {
        assertThat(S3Names.keyProblem(key)).startsWith("key: ");
    }
}
