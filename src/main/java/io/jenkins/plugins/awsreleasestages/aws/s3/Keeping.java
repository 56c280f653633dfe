package io.jenkins.plugins.awsreleasestages.aws.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/**
 * How an object is kept. S3 is told in headers, which are a part of what is signed.
 *
 * @param kmsKey that encrypts it; null for what the bucket says
 * @param storageClass null for S3's own
 */
public record Keeping(String kmsKey, String storageClass, Map<String, String> tags) {

    /** As the bucket says. */
    public static final Keeping STANDARD = new Keeping(null, null, Map.of());

    /** From the others an object has to be restored before it can be read. */
    private static final List<String> CLASSES =
            List.of("STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "REDUCED_REDUNDANCY");

    /** S3 User Guide, "Categorizing your storage using tags". */
    private static final int MOST_TAGS = 10;

    /** The same, of names and values. */
    private static final String TAG = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*";

    /** KMS Developer Guide, "Key identifiers (KeyId)". */
    private static final Pattern KEY = Pattern.compile(
            "(arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:)?(alias/[A-Za-z0-9/_-]{1,250}|key/[A-Za-z0-9-]{1,100})"
                    + "|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}");

    /** What is wrong, a sentence each. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        String key = keyProblem("kmsKey", kmsKey);
        if (key != null) {
            problems.add(key);
        }
        if (storageClass != null && !CLASSES.contains(storageClass)) {
            problems.add("storageClass: '" + storageClass + "' is none of which an artifact can be fetched at once: "
                    + String.join(", ", CLASSES) + ".");
        }
        if (tags.size() > MOST_TAGS) {
            problems.add("tags: there are " + tags.size() + "; S3 takes at most " + MOST_TAGS + " of an object.");
        }
        tags.forEach((name, value) -> {
            if (name.isBlank() || name.length() > 128 || !name.matches(TAG) || name.startsWith("aws:")) {
                problems.add("tags: '" + name + "' is no name of a tag: 1 to 128 letters, digits, spaces and _.:/=+-@,"
                        + " not beginning with aws:.");
            }
            if (value.length() > 256 || !value.matches(TAG)) {
                problems.add("tags: the value of '" + name + "' has more than 256 letters, or others than letters,"
                        + " digits, spaces and _.:/=+-@.");
            }
        });
        return problems;
    }

    /** @return what is wrong with the name of a key of KMS, or null; null itself is right */
    public static String keyProblem(String field, String key) {
        return key == null || KEY.matcher(key).matches()
                ? null
                : field + ": '" + key + "' is no key of KMS: its ARN, its id, or alias/ and a name.";
    }

    ServerSideEncryption encryption() {
        return kmsKey == null ? null : ServerSideEncryption.AWS_KMS;
    }

    StorageClass inClass() {
        return storageClass == null ? null : StorageClass.fromValue(storageClass);
    }

    Tagging tagging() {
        List<Tag> all = tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        return all.isEmpty() ? null : Tagging.builder().tagSet(all).build();
    }
}
