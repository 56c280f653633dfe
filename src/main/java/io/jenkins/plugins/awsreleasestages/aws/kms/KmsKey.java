package io.jenkins.plugins.awsreleasestages.aws.kms;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * A key of KMS that signs. Jenkins has no plugin with the SDK's part for KMS, so that the three calls are written out here:
 * KMS API Reference, DescribeKey, Sign and Verify.
 *
 * @param arn of the key itself, also where an alias was said
 * @param algorithm that it signs with
 */
public record KmsKey(AwsSession session, String arn, String algorithm) {

    private static final List<String> ALGORITHMS = List.of("ECDSA_SHA_256", "RSASSA_PSS_SHA_256");

    /** In bytes; what KMS answers is far smaller. */
    private static final int LARGEST = 1 << 20;

    /**
     * @param said an ARN, an id or {@code alias/NAME}
     * @throws RemoteFailure when there is none, or none that signs so
     */
    public static KmsKey of(AwsSession session, String said) {
        Map<?, ?> answer = call(session, said, "DescribeKey", Map.of("KeyId", said));
        if (answer.get("KeyMetadata") instanceof Map<?, ?> key
                && key.get("Arn") instanceof String arn
                && key.get("SigningAlgorithms") instanceof List<?> can) {
            for (String algorithm : ALGORITHMS) {
                if (can.contains(algorithm)) {
                    return new KmsKey(session, arn, algorithm);
                }
            }
        }
        throw RemoteFailure.refused("The KMS key " + said + " cannot sign with " + String.join(" or ", ALGORITHMS)
                + ". It has to be made with the usage SIGN_VERIFY, of the spec ECC_NIST_P256 or RSA.");
    }

    /** @param sha256 of what is signed */
    public byte[] sign(byte[] sha256) {
        return Base64.getDecoder()
                .decode(String.valueOf(
                        call(session, arn, "Sign", message(sha256)).get("Signature")));
    }

    /** Whether exactly this key has signed it. */
    public boolean hasSigned(byte[] sha256, byte[] signature) {
        Map<String, Object> request = new LinkedHashMap<>(message(sha256));
        request.put("Signature", Base64.getEncoder().encodeToString(signature));
        try {
            return Boolean.TRUE.equals(call(session, arn, "Verify", request).get("SignatureValid"));
        } catch (RemoteFailure e) {
            if (e.getCause() instanceof SdkException cause
                    && AwsFailures.code(cause).equals("KMSInvalidSignatureException")) {
                return false;
            }
            throw e;
        }
    }

    private Map<String, Object> message(byte[] sha256) {
        return Map.of(
                "KeyId",
                arn,
                "Message",
                Base64.getEncoder().encodeToString(sha256),
                "MessageType",
                "DIGEST",
                "SigningAlgorithm",
                algorithm);
    }

    static Map<?, ?> call(AwsSession session, String key, String operation, Map<String, ?> request) {
        String what = "Asking KMS for " + operation + " with the key " + key;
        byte[] body = PlainJson.of(request).getBytes(StandardCharsets.UTF_8);
        return AwsFailures.call(session, what, () -> {
            try {
                return answer(session, signed(session, what, key, operation, body));
            } catch (IOException e) {
                throw SdkClientException.create(String.valueOf(e.getMessage()), e);
            }
        });
    }

    private static SignedRequest signed(AwsSession session, String what, String key, String operation, byte[] body) {
        String region =
                key.startsWith("arn:") ? key.split(":")[3] : session.region().id();
        URI endpoint = session.endpoint("kms")
                .orElseGet(() -> URI.create("https://kms." + region + "."
                        + PartitionMetadata.of(Region.of(region)).dnsSuffix() + "/"));
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(endpoint)
                .encodedPath("/")
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("Content-Length", String.valueOf(body.length))
                .putHeader("X-Amz-Target", "TrentService." + operation)
                .build();
        return AwsV4HttpSigner.create()
                .sign(r -> r.identity(session.credentials(what))
                        .request(request)
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "kms")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    }

    private static Map<?, ?> answer(AwsSession session, SignedRequest request) throws IOException {
        HttpExecuteResponse response = session.http()
                .prepareRequest(HttpExecuteRequest.builder()
                        .request(request.request())
                        .contentStreamProvider(request.payload().orElse(null))
                        .build())
                .call();
        String text = "";
        if (response.responseBody().isPresent()) {
            try (InputStream in = response.responseBody().get()) {
                text = new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8);
            }
        }
        Map<?, ?> members = PlainJson.readOrText(text) instanceof Map<?, ?> map ? map : Map.of();
        if (response.httpResponse().isSuccessful()) {
            return members;
        }
        String type = members.get("__type") instanceof String said ? said.replaceFirst(".*#", "") : "";
        Object message = members.get("message") == null ? members.get("Message") : members.get("message");
        throw AwsServiceException.builder()
                .statusCode(response.httpResponse().statusCode())
                .requestId(response.httpResponse()
                        .firstMatchingHeader("x-amzn-RequestId")
                        .orElse(null))
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("KMS")
                        .errorCode(type)
                        .errorMessage(message == null ? "" : message.toString())
                        .build())
                .build();
    }
}
