package io.jenkins.plugins.awsreleasestages.source;

/**
 * Somebody who has written commits, as they are signed: two texts that anybody may have made up.
 *
 * @param name may be empty
 * @param mail may be empty
 * @param commits how many
 */
public record Author(String name, String mail, int commits) {

    public Author {
        name = known(name);
        mail = known(mail);
    }

    private static String known(String text) {
        String line = OneLine.of(text == null ? null : text.replaceAll("[<>]", ""));
        return line == null ? "" : line;
    }

    /** @param signature as {@link #signature} gives it */
    public static Author of(String signature, int commits) {
        int at = signature.lastIndexOf('<');
        return at < 0
                ? new Author(signature, "", commits)
                : new Author(signature.substring(0, at), signature.substring(at), commits);
    }

    /** As Git writes it: {@code Jane Doe <jane@example.com>}. */
    public String signature() {
        return mail.isEmpty() ? name : (name + " <" + mail + ">").strip();
    }

    /** What was written, in words: {@code 2 commits}. */
    public static String inWords(int commits) {
        return commits == 1 ? "a commit" : commits + " commits";
    }

    @Override
    public String toString() {
        return (signature().isEmpty() ? "somebody without a name" : signature()) + " (author of " + inWords(commits)
                + ")";
    }
}
