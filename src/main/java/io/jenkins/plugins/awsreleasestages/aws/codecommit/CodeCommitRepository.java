package io.jenkins.plugins.awsreleasestages.aws.codecommit;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * A repository in CodeCommit, and how Git gets in: with a user and a password that are signed with the session's credentials,
 * as git-remote-codecommit makes them. They hold for minutes, and for this repository only.
 *
 * @param region where it is; null for the session's
 */
public record CodeCommitRepository(String name, String region) {

    /** CodeCommit API reference, RepositoryMetadata.repositoryName; a name cannot end with {@code .git}. */
    private static final Pattern NAME = Pattern.compile("(?!.*\\.git$)[\\w.-]{1,100}");

    /** git-remote-codecommit's addresses; its profile is one of a machine's user. */
    private static final Pattern ADDRESS =
            Pattern.compile("codecommit:(?::([a-z]{2}(?:-[a-z]+)+-[0-9]):)?//(?:([^@/]*)@)?([^@/]*)");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

    /** What Git says to the server; never logged or saved. */
    public record Login(String username, String password) {
        @Override
        public String toString() {
            return "a signed login";
        }
    }

    /** @return what is wrong with a name or an address, or null */
    public static String problem(String said) {
        if (said == null || said.isBlank()) {
            return "repository: the name of the repository is missing.";
        }
        Matcher address = ADDRESS.matcher(said);
        if (address.matches() && address.group(2) != null) {
            return "repository: a profile is one of a machine's user. Leave '" + address.group(2)
                    + "@' out, and name an environment, a role or credentials.";
        }
        return NAME.matcher(name(said)).matches()
                ? null
                : "repository: '" + said
                        + "' is neither the name of a CodeCommit repository nor codecommit::REGION://NAME.";
    }

    /** @param said a name or an address without a {@link #problem} */
    public static CodeCommitRepository of(String said) {
        Matcher address = ADDRESS.matcher(said);
        return new CodeCommitRepository(name(said), address.matches() ? address.group(1) : null);
    }

    private static String name(String said) {
        Matcher address = ADDRESS.matcher(said);
        return address.matches() ? address.group(3) : said;
    }

    /** Where Git finds it. */
    public String url(AwsSession session) {
        String in = regionOf(session);
        return session.endpoint("codecommit")
                        .map(URI::toString)
                        .orElseGet(() -> "https://git-codecommit." + in + "."
                                + PartitionMetadata.of(Region.of(in)).dnsSuffix())
                + path();
    }

    private String path() {
        return "/v1/repos/" + name;
    }

    private String regionOf(AwsSession session) {
        return region == null ? session.region().id() : region;
    }

    /** A user and a password for Git, made now. */
    public Login login(AwsSession session, Instant now) {
        AwsCredentials credentials = session.credentials("Signing in at CodeCommit repository " + name);
        String token = credentials instanceof AwsSessionCredentials temporary ? "%" + temporary.sessionToken() : "";
        return new Login(
                credentials.accessKeyId() + token,
                password(URI.create(url(session)).getAuthority(), regionOf(session), credentials, now));
    }

    /** Signature version 4 of a request with the method {@code GIT}, which no request of the SDK can have. */
    private String password(String host, String in, AwsCredentials credentials, Instant now) {
        String time = TIME.format(now);
        String day = time.substring(0, 8);
        String scope = day + "/" + in + "/codecommit/aws4_request";
        String request = "GIT\n" + path() + "\n\nhost:" + host + "\n\nhost\n";
        String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + sha256(request);
        byte[] key = ("AWS4" + credentials.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {day, in, "codecommit", "aws4_request", toSign}) {
            key = hmac(key, part);
        }
        return time + "Z" + HexFormat.of().formatHex(key);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
