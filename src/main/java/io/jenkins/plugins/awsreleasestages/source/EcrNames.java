package io.jenkins.plugins.awsreleasestages.source;

import java.util.regex.Pattern;

/** What is accepted as a repository, a tag and a digest of Amazon ECR. */
public final class EcrNames {

    /** ECR API reference, CreateRepository.repositoryName. */
    private static final Pattern REPOSITORY =
            Pattern.compile("(?=.{2,256}$)(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*");

    /** OCI distribution specification, tags. */
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private EcrNames() {}

    /** @return what is wrong, or null */
    public static String repositoryProblem(String repository) {
        if (repository == null) {
            return "repository: the name of the repository is missing.";
        }
        return REPOSITORY.matcher(repository).matches()
                ? null
                : "repository: '" + repository + "' is not the name of an ECR repository, without its registry.";
    }

    /** @return what is wrong, or null */
    public static String tagProblem(String tag) {
        if (tag == null || tag.isBlank()) {
            return "tag: the tag of the image is missing.";
        }
        return TAG.matcher(tag).matches() ? null : "tag: '" + tag + "' is not a tag.";
    }

    /** @return what is wrong, or null */
    public static String digestProblem(String digest) {
        return DIGEST.matcher(digest).matches()
                ? null
                : "revision: '" + digest
                        + "' is not the digest of an image, sha256: and 64 lowercase hexadecimal digits.";
    }
}
