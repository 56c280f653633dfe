package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

/** Where CloudFormation gets a template from. */
public sealed interface TemplateSource {

    /**
     * From us; what is too large for a request goes through the artifact store.
     *
     * @param file how messages name it
     */
    record Text(String file, String text) implements TemplateSource {}

    /** From S3, by {@code https://} address. */
    record Url(String url) implements TemplateSource {}

    /** The stack has it already. */
    record Previous() implements TemplateSource {}
}
