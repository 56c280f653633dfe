package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** As much of STS as roles need. */
final class SecurityTokens {

    private final Account account;

    SecurityTokens(Account account) {
        this.account = account;
    }

    Map<String, Function<Query, Map<String, Object>>> operations() {
        return Map.of("AssumeRole", this::assumeRole, "GetCallerIdentity", query -> caller());
    }

    private Map<String, Object> assumeRole(Query query) {
        String role = query.required("RoleArn");
        String session = query.required("RoleSessionName");
        int seconds = query.number("DurationSeconds", 3600);
        String name = role.substring(role.lastIndexOf('/') + 1);
        return Xml.fields(
                "Credentials",
                Xml.fields(
                        "AccessKeyId", "ASIA" + account.letters(16),
                        "SecretAccessKey", account.letters(40),
                        "SessionToken", account.letters(80),
                        "Expiration", account.timeline.now().plus(Duration.ofSeconds(seconds))),
                "AssumedRoleUser",
                Xml.fields(
                        "AssumedRoleId", "AROA" + account.letters(16) + ":" + session,
                        "Arn", "arn:aws:sts::" + Account.ID + ":assumed-role/" + name + "/" + session));
    }

    private static Map<String, Object> caller() {
        return Xml.fields(
                "Arn",
                "arn:aws:iam::" + Account.ID + ":user/jenkins",
                "UserId",
                "AIDALOOKALIKE",
                "Account",
                Account.ID);
    }
}
