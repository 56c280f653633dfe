package io.jenkins.plugins.awsreleasestages.lookalike.codebuild;

/** What AWS answers instead of a result. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1;

    final String code;

    Refused(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }
}
