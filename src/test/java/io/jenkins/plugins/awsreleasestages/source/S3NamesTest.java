package io.jenkins.plugins.awsreleasestages.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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

    @Test
    void anObjectAsItsUriNamesIt() {
        assertThat(S3Names.Address.of("s3://b/k/a.zip")).isEqualTo(new S3Names.Address("b", "k/a.zip", null));
        assertThat(S3Names.Address.of("s3://b/k?versionId=v.1_")).isEqualTo(new S3Names.Address("b", "k", "v.1_"));
        assertThat(S3Names.Address.of("s3://b/a?b?versionId=v")).isEqualTo(new S3Names.Address("b", "a?b", "v"));
        assertThat(S3Names.Address.of("s3://b/k?versionId=")).isEqualTo(new S3Names.Address("b", "k?versionId=", null));
        for (String wrong : new String[] {"s3://b", "s3://b/", "s3:///k", "s3://b/k/", "s3://b/..", "https://b/k"}) {
            assertThat(S3Names.Address.of(wrong)).as(wrong).isNull();
        }
    }

    @Test
    void asLongAsS3Allows() {
        assertThat(S3Names.bucketProblem("b".repeat(63))).isNull();
        assertThat(S3Names.bucketProblem("b".repeat(64))).startsWith("bucket: ");
        assertThat(S3Names.keyProblem("k".repeat(1024))).isNull();
        assertThat(S3Names.keyProblem("k".repeat(1025))).startsWith("key: ");
    }

    @Test
    void theFileThatAnObjectBecomes() {
        assertThat(S3Names.fileName("releases/2/app.zip")).isEqualTo("app.zip");
        assertThat(S3Names.fileName("app.zip")).isEqualTo("app.zip");
        assertThat(S3Names.keyProblem("a b")).isNull();
        assertThat(S3Names.keyProblem("a\u001fb")).startsWith("key: ");
    }
}
