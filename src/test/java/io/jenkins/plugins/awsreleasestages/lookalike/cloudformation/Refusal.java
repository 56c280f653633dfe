package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

/** What AWS answers instead of a result. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    final int status;
    final String code;

    Refusal(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** CloudFormation's answer to nearly everything that is wrong. */
    static Refusal invalid(String message) {
        return new Refusal(400, "ValidationError", message);
    }

    static Refusal of(String code, String message) {
        return new Refusal(400, code, message);
    }

    static Refusal throttled() {
        return of("Throttling", "Rate exceeded");
    }
}
