package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

/** How many of what, in words: {@code 1 resource}, {@code 2 resources}. */
final class Plural {

    private Plural() {}

    static String of(int count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }
}
