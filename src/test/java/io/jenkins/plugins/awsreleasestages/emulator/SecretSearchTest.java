package io.jenkins.plugins.awsreleasestages.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** A search that finds nothing is worth something only if it finds what is there. */
class SecretSearchTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @TempDir
    Path folder;

    @Test
    void findsEverySecretOfASessionInEveryForm() throws Exception {
        Credentials session = session();
        for (String secret : List.of(Emulator.SECRET_KEY, session.secretAccessKey(), session.sessionToken())) {
            String inAddress = URLEncoder.encode(secret, StandardCharsets.UTF_8);
            for (String text : List.of(secret, inAddress, URLEncoder.encode(inAddress, StandardCharsets.UTF_8))) {
                assertFound(text);
            }
        }
    }

    private void assertFound(String text) throws Exception {
        for (String before : List.of("", "a", "ab", "key = ")) {
            String line = before + text + " and more";
            for (Charset charset :
                    List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
                assertThat(found(line.getBytes(charset)))
                        .as("%s in %s", line, charset)
                        .isTrue();
            }
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            assertThat(found(Base64.getEncoder().encode(bytes)))
                    .as("base64 of %s", line)
                    .isTrue();
            assertThat(found(packed(bytes))).as("%s in a ZIP", line).isTrue();
        }
    }

    @Test
    void findsAPresignedAddressBySignatureAndByToken() throws Exception {
        Credentials session = session();
        AwsSessionCredentials credentials =
                AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), session.sessionToken());
        try (S3Presigner presigner = S3Presigner.builder()
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build()) {
            String address = presigner
                    .presignGetObject(p -> p.signatureDuration(Duration.ofMinutes(5))
                            .getObjectRequest(r -> r.bucket("bucket").key("key")))
                    .url()
                    .toString();
            String token = address.replaceAll("X-Amz-Signature=", "");
            String signature = address.replaceAll("X-Amz-Security-Token=[^&]*", "");
            assertThat(found(token.getBytes(StandardCharsets.UTF_8))).isTrue();
            assertThat(found(signature.getBytes(StandardCharsets.UTF_8))).isTrue();
        }
    }

    @Test
    void findsNothingWhereNothingIs() throws Exception {
        assertThat(found("The secret was never written.".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
        assertThat(found(new byte[0])).isFalse();
        assertThat(found(packed("nothing".getBytes(StandardCharsets.UTF_8)))).isFalse();
    }

    @Test
    void leavesOutWhatIsMeantToHoldOne() throws Exception {
        Path credentials = Files.writeString(folder.resolve("credentials"), Emulator.SECRET_KEY);
        Path log = Files.writeString(
                Files.createDirectories(folder.resolve("deep/er")).resolve("log"), Emulator.SECRET_KEY);
        assertThat(SecretSearch.below(folder, credentials::equals)).containsExactly(log);
    }

    private boolean found(byte[] content) throws Exception {
        Files.write(folder.resolve("file"), content);
        return !SecretSearch.below(folder, file -> false).isEmpty();
    }

    private static byte[] packed(byte[] content) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("first"));
            zip.putNextEntry(new ZipEntry("second"));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    private static Credentials session() throws Exception {
        try (EmulatedAccount account = EmulatedAccount.start();
                StsClient sts = AWS.at(account.endpoint(), StsClient.builder()).build()) {
            String role = account.prepareExample(1).get("RELEASE_ROLE");
            return sts.assumeRole(r -> r.roleArn(role).roleSessionName("search"))
                    .credentials();
        }
    }
}
