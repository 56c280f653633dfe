package io.jenkins.plugins.awsreleasestages.aws.codecommit;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsConnection;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class CodeCommitRepositoryTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    private static AwsSession session(String region, AwsCredentials credentials) {
        String id = UUID.randomUUID().toString();
        return AwsSessions.get(
                new BaseCredentials.Keys(id, StaticCredentialsProvider.create(credentials)),
                SessionRequest.plain(region, id),
                AwsConnection.DIRECT);
    }

    /** The passwords are those of botocore for the same request. */
    @ParameterizedTest
    @CsvSource({
        "eu-west-1, https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop,"
                + " 9e2bea8101f9bb03deb6d95a4dbc4ea08470cf7272c4a1eedd5539e6e67d9b25",
        "cn-north-1, https://git-codecommit.cn-north-1.amazonaws.com.cn/v1/repos/shop,"
                + " 077cb268c92ed7b97305185e85a235dca92581e256181d69554080f6d5a8a4ac"
    })
    void gitSignsInAsItsHelperDoes(String region, String url, String signature) {
        CodeCommitRepository shop = CodeCommitRepository.of("shop");
        AwsSession session = session(region, AwsSessionCredentials.create(KEY, SECRET, "tok/en+="));
        assertThat(shop.url(session)).isEqualTo(url);
        CodeCommitRepository.Login login = shop.login(session, NOW);
        assertThat(login.username()).isEqualTo(KEY + "%tok/en+=");
        assertThat(login.password()).isEqualTo("20260102T030405Z" + signature);
        assertThat(login.toString()).doesNotContain(KEY, signature);
    }

    @Test
    void theKeysOfAUserHaveNoToken() {
        AwsSession session = session("eu-west-1", AwsBasicCredentials.create(KEY, SECRET));
        assertThat(CodeCommitRepository.of("shop").login(session, NOW).username())
                .isEqualTo(KEY);
    }

    @Test
    void anAddressMayNameAnotherRegion() {
        AwsSession session = session("eu-west-1", AwsBasicCredentials.create(KEY, SECRET));
        assertThat(CodeCommitRepository.of("codecommit::us-gov-west-1://shop").url(session))
                .isEqualTo("https://git-codecommit.us-gov-west-1.amazonaws.com/v1/repos/shop");
        assertThat(CodeCommitRepository.of("codecommit://shop").url(session))
                .isEqualTo("https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "a.b_c-d", "codecommit://shop", "codecommit::eu-central-1://shop"})
    void namesAndAddresses(String said) {
        assertThat(CodeCommitRepository.problem(said)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.git",
                "a/b",
                "x y",
                "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop",
                "codecommit::nowhere://shop",
                "codecommit://",
                "codecommit::eu-west-1:/shop",
                "shop?x",
                "shop\n"
            })
    void whatIsNeither(String said) {
        assertThat(CodeCommitRepository.problem(said)).contains("is neither the name");
    }

    @Test
    void aProfileIsRefusedInWords() {
        assertThat(CodeCommitRepository.problem("codecommit::eu-west-1://dev@shop"))
                .contains("a profile is one of a machine's user", "'dev@'");
        assertThat(CodeCommitRepository.problem(" ")).contains("is missing");
    }
}
