package io.jenkins.plugins.awsreleasestages.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.s3.S3Upload.Address;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.S3Client;

/** An object in parts, each sent by somebody who holds no credentials. */
@Timeout(60)
class S3UploadTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String BUCKET = "multipart-upload";
    private static final int LEAST = 5 << 20;

    private final String key = UUID.randomUUID() + ".zip";
    private final S3Upload upload = new S3Upload(BUCKET, key, ArtifactStore.ZIP, null);
    private AwsSession session;
    private S3Client s3;

    @BeforeEach
    void connect() {
        session = Driven.session(AWS.endpoint());
        s3 = AWS.s3With(BUCKET);
    }

    @AfterEach
    void disconnect() {
        s3.close();
    }

    private static String sha256(byte[] content) {
        return FileDigest.of(content);
    }

    private HttpResponse<String> send(Address to, byte[] content) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(to.url().toString()))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content));
        to.headers().forEach(request::header);
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private List<String> open() {
        return s3.listMultipartUploads(r -> r.bucket(BUCKET)).uploads().stream()
                .map(u -> u.uploadId())
                .toList();
    }

    private static String crc32c(byte[] content) {
        CRC32C sum = new CRC32C();
        sum.update(content);
        return String.format("%08x", sum.getValue());
    }

    private static String base64(String hexadecimal) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hexadecimal));
    }

    @Test
    void threePartsAreOneObject() throws Exception {
        inThreeParts(S3UploadTest::crc32c, "x-amz-checksum-crc32c");
    }

    @Test
    void whatAnOlderVersionHasBegunIsSentToItsEnd() throws Exception {
        inThreeParts(S3UploadTest::sha256, "x-amz-checksum-sha256");
    }

    private void inThreeParts(Function<byte[], String> sum, String header) throws Exception {
        List<byte[]> parts = List.of(new byte[LEAST], new byte[LEAST], new byte[] {1, 2, 3});
        String id = upload.begin(session, sum.apply(parts.get(0)));
        List<String> etags = new ArrayList<>();
        List<String> sums = new ArrayList<>();
        for (byte[] part : parts) {
            sums.add(sum.apply(part));
            Address to = upload.part(session, id, sums.size(), sum.apply(part), part.length);
            assertThat(to.headers()).containsEntry(header, base64(sum.apply(part)));
            HttpResponse<String> answer = send(to, part);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            etags.add(answer.headers().firstValue("ETag").orElseThrow());
        }
        upload.complete(session, id, etags, sums);
        assertThat(s3.headObject(r -> r.bucket(BUCKET).key(key)).contentLength())
                .isEqualTo(2L * LEAST + 3);
        assertThat(open()).doesNotContain(id);
    }

    @Test
    void anAddressIsNotWrittenOut() throws Exception {
        String id = upload.begin(session, "");
        Address to = upload.part(session, id, 1, sha256(new byte[1]), 1);
        assertThat(to.url().toString()).contains("X-Amz-Signature");
        assertThat(to.toString()).doesNotContain("X-Amz-").doesNotContain(id);
        upload.abort(session, id);
    }

    @Test
    void givingUpLeavesNoPartsAndTwiceIsFine() throws Exception {
        String id = upload.begin(session, "");
        send(upload.part(session, id, 1, sha256(new byte[LEAST]), LEAST), new byte[LEAST]);
        assertThat(open()).contains(id);
        upload.abort(session, id);
        assertThat(open()).doesNotContain(id);
        assertThatCode(() -> upload.abort(session, id)).doesNotThrowAnyException();
    }
}
