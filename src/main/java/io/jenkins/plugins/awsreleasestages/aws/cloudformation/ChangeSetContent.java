package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A change set as AWS describes it, all pages together.
 *
 * @param id its ARN
 * @param status CREATE_PENDING … CREATE_COMPLETE, FAILED, DELETE_…; may be one that this code does not know
 * @param executionStatus AVAILABLE, OBSOLETE, EXECUTE_…; may be one that this code does not know
 * @param reason AWS's reason for the status; empty where it gives none
 * @param created by AWS's clock
 * @param onFailure what becomes of the stack when the execution fails: ROLLBACK, DO_NOTHING, DELETE; null where AWS
 *     decides
 * @param parameters as AWS shows them: NoEcho values are masked. They are compared, never printed.
 */
public record ChangeSetContent(
        String id,
        String name,
        String stack,
        String stackId,
        String status,
        String executionStatus,
        String reason,
        Instant created,
        String onFailure,
        List<ResourceChange> changes,
        Map<String, String> parameters,
        List<String> capabilities,
        Map<String, String> tags) {

    /** Both wordings are AWS's; which one comes depends on transforms and nested stacks. */
    private static final List<String> NO_CHANGES = List.of("didn't contain changes", "no updates are to be performed");

    public ChangeSetContent {
        changes = List.copyOf(changes);
        parameters = Map.copyOf(parameters);
        capabilities = List.copyOf(capabilities);
        tags = Map.copyOf(tags);
    }

    static boolean saysNoChanges(String reason) {
        String lower = reason.toLowerCase(Locale.ROOT);
        return NO_CHANGES.stream().anyMatch(lower::contains);
    }

    public boolean hasNoChanges() {
        return "FAILED".equals(status) && saysNoChanges(reason);
    }

    public boolean isComplete() {
        return "CREATE_COMPLETE".equals(status);
    }

    boolean isExecuted() {
        return executionStatus.startsWith("EXECUTE_");
    }

    /**
     * Identifies what the change set would do: two with the same fingerprint do the same to the same stack.
     *
     * @return a SHA-256 in lower-case hexadecimal
     */
    public String fingerprint() {
        MessageDigest digest = sha256();
        add(digest, stackId);
        changes.forEach(change -> add(digest, change));
        new TreeMap<>(parameters).forEach((name, value) -> add(digest, "parameter", name, value));
        capabilities.stream().sorted().forEach(capability -> add(digest, "capability", capability));
        new TreeMap<>(tags).forEach((name, value) -> add(digest, "tag", name, value));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, ResourceChange change) {
        add(digest, "change", change.action(), change.logicalId(), change.physicalId(), change.type());
        add(digest, change.replacement(), change.policy(), String.join(",", change.scope()));
        for (ResourceChange.Property p : change.properties()) {
            add(digest, "property", p.name(), p.recreation(), p.before(), p.after(), p.cause());
        }
        add(digest, "nested", String.valueOf(change.nested().size()));
        change.nested().forEach(nested -> add(digest, nested));
    }

    /** Each part with its length, so that no two different lists of parts give the same bytes. */
    private static void add(MessageDigest digest, String... parts) {
        for (String part : parts) {
            byte[] bytes = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
            digest.update(((part == null ? "-" : bytes.length) + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(bytes);
        }
    }

    /** In lower-case hexadecimal. */
    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
