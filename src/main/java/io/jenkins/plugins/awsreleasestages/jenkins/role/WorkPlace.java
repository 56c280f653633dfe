package io.jenkins.plugins.awsreleasestages.jenkins.role;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a run may work, as far as its environment or the blocks around say so. What an agent names, such as a CDK
 * assembly, has to be there.
 *
 * @param account twelve digits; null where nobody says
 * @param region null where nobody says
 * @param by who says so: {@code environment prod}
 */
public record WorkPlace(String account, String region, String by) {

    public static final WorkPlace ANYWHERE = new WorkPlace(null, null, null);

    private static final Pattern ROLE_ACCOUNT = Pattern.compile("arn:[^:]+:iam::(\\d{12}):role/.+");

    /**
     * @param environment the one that the work is in; null for none
     * @param scope all that the step and the blocks around it say
     */
    static WorkPlace of(AwsEnvironment environment, AwsRoleScope scope) {
        if (environment == null) {
            String by = scope.role() == null ? "the step" : "role " + scope.role();
            return new WorkPlace(accountOf(scope.role()), scope.region(), by);
        }
        List<String> roles = environment.hops().stream().map(hop -> hop.arn()).toList();
        String ofRole = roles.isEmpty() ? null : accountOf(roles.get(roles.size() - 1));
        return new WorkPlace(
                environment.getAccount() != null ? environment.getAccount() : ofRole,
                scope.region() != null ? scope.region() : environment.getRegion(),
                "environment " + environment.getName());
    }

    /** @return null where that is the ARN of no role */
    private static String accountOf(String role) {
        Matcher arn = ROLE_ACCOUNT.matcher(role == null ? "" : role);
        return arn.matches() ? arn.group(1) : null;
    }

    /**
     * What is elsewhere, a sentence each.
     *
     * @param what the beginning of a sentence: {@code Stack Shop}
     * @param regions all that it names
     * @param roles all that it names; they must be of its account
     */
    public List<String> problems(String what, String itsAccount, List<String> regions, List<String> roles) {
        List<String> problems = new ArrayList<>();
        if (account != null && !account.equals(itsAccount)) {
            problems.add(what + " is for account " + itsAccount + ", and " + by + " is of account " + account
                    + ". Deploy it in an environment whose account is " + itsAccount + ".");
        }
        regions.stream()
                .filter(one -> region != null && !region.equals(one))
                .forEach(one -> problems.add(what + " is for region " + one + ", and " + by + " works in " + region
                        + ". Deploy it in a step of its own with region: '" + one + "'."));
        roles.stream()
                .filter(role -> account != null && !account.equals(accountOf(role)))
                .forEach(role -> problems.add(what + " wants to be role " + role + ", which is not of account "
                        + account + ", where " + by + " works. Correct the assembly's bootstrap."));
        return problems;
    }
}
