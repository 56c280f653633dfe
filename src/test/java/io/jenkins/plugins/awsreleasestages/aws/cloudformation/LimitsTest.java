package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What AWS would refuse is refused before anything is started, and not one thing more: each limit and its neighbour. */
class LimitsTest {

    private static final String TOPIC = "arn:aws:sns:eu-west-1:111122223333:releases";
    private static final String ALARM = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors";

    private static List<String> change(
            String stack, Map<String, String> parameters, Map<String, String> tags, ChangeSetOptions options) {
        return new ChangeSetRequest(stack, parameters, List.of(), tags, null, null, options).problems();
    }

    private static List<String> named(String stack) {
        return change(stack, Map.of(), Map.of(), ChangeSetOptions.standard());
    }

    private static List<String> parameters(Map<String, String> parameters) {
        return change("shop", parameters, Map.of(), ChangeSetOptions.standard());
    }

    private static List<String> tags(Map<String, String> tags) {
        return change("shop", Map.of(), tags, ChangeSetOptions.standard());
    }

    private static List<String> options(
            String store, List<String> topics, List<String> alarms, Integer minutes, String onFailure) {
        ChangeSetOptions options =
                new ChangeSetOptions(true, store, topics, alarms, minutes, true, onFailure, false, List.of(), false);
        return change("shop", Map.of(), Map.of(), options);
    }

    private static Map<String, String> many(int count) {
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            many.put("P" + i, "x");
        }
        return many;
    }

    @Test
    void theNameOfAStack() {
        assertThat(named("a".repeat(128))).isEmpty();
        assertThat(named("a".repeat(129))).singleElement().asString().startsWith("stack: 'aaa");
        assertThat(named("a-1")).isEmpty();
        assertThat(named("-a")).hasSize(1);
        assertThat(named("")).containsExactly("stack: the name of the stack is missing.");
        assertThat(named(null)).containsExactly("stack: the name of the stack is missing.");
    }

    @Test
    void parametersOfATemplate() {
        assertThat(parameters(many(200))).isEmpty();
        assertThat(parameters(many(201))).containsExactly("parameters: there are 201; a template has at most 200.");
        assertThat(parameters(Map.of("P", "x".repeat(4096)))).isEmpty();
        assertThat(parameters(Map.of("P", "x".repeat(4097))))
                .containsExactly("parameters: the value of P has 4097 characters; at most 4096 are taken.");
        assertThat(parameters(Map.of("P".repeat(255), "x"))).isEmpty();
        assertThat(parameters(Map.of("P".repeat(256), "x"))).hasSize(1);
        assertThat(parameters(Collections.singletonMap("P", null))).containsExactly("parameters: P has no value.");
        assertThat(parameters(Map.of("P", ""))).isEmpty();
    }

    @Test
    void tagsOfAStack() {
        assertThat(tags(many(50))).isEmpty();
        assertThat(tags(many(51))).containsExactly("tags: there are 51; a stack has at most 50.");
        assertThat(tags(Map.of("t".repeat(128), "x".repeat(256)))).isEmpty();
        assertThat(tags(Map.of("t".repeat(129), "x"))).hasSize(1);
        assertThat(tags(Map.of("t", "x".repeat(257))))
                .containsExactly("tags: the value of t must have at most 256 characters.");
        assertThat(tags(Map.of("", "x"))).hasSize(1);
        assertThat(tags(Collections.singletonMap("t", null))).hasSize(1);
    }

    @Test
    void whatWatchesAStack() {
        assertThat(options(null, Collections.nCopies(5, TOPIC), Collections.nCopies(5, ALARM), 0, "DELETE"))
                .isEmpty();
        assertThat(options(null, Collections.nCopies(6, TOPIC), Collections.nCopies(6, ALARM), 180, null))
                .containsExactly(
                        "notificationTopics: there are 6; AWS takes at most 5.",
                        "rollbackAlarms: there are 6; AWS takes at most 5.");
        assertThat(options(null, List.of(ALARM), List.of(TOPIC), 181, "KEEP"))
                .containsExactly(
                        "notificationTopics: '" + ALARM + "' is not the ARN of an SNS topic.",
                        "rollbackAlarms: '" + TOPIC + "' is not the ARN of a CloudWatch alarm.",
                        "monitoringMinutes: must be 0 to 180.",
                        "onFailure: 'KEEP' is none of ROLLBACK, DO_NOTHING, DELETE.");
        assertThat(options(null, List.of(), List.of(), -1, null)).hasSize(1);
        assertThat(options("no bucket", List.of(), List.of(), null, null)).hasSize(1);
    }

    @Test
    void whatIsTakenIn() {
        ChangeSetOptions.ImportedResource bucket =
                new ChangeSetOptions.ImportedResource("AWS::S3::Bucket", "Bucket", Map.of("BucketName", "b"));
        assertThat(imports(Collections.nCopies(200, bucket), false)).isEmpty();
        assertThat(imports(Collections.nCopies(201, bucket), false))
                .containsExactly("resourcesToImport: there are 201; AWS takes at most 200.");
        assertThat(imports(List.of(bucket), true))
                .containsExactly("importExisting: resourcesToImport says already what is imported; say one of them.");
        assertThat(imports(List.of(), true)).isEmpty();
        assertThat(imports(List.of(new ChangeSetOptions.ImportedResource("AWS::S3::Bucket", null, Map.of())), false))
                .isNotEmpty();
    }

    private static List<String> imports(List<ChangeSetOptions.ImportedResource> imports, boolean existing) {
        ChangeSetOptions options = new ChangeSetOptions(
                true, null, List.of(), List.of(), null, true, null, existing, new ArrayList<>(imports), false);
        return change("shop", Map.of(), Map.of(), options);
    }

    @Test
    void otherTopicsLeaveTheRestAsItIs() {
        ChangeSetOptions options = new ChangeSetOptions(
                false, "s3://b/p", List.of(TOPIC), List.of(ALARM), 7, false, "DELETE", true, List.of(), true);
        assertThat(options.withTopics(List.of()))
                .isEqualTo(new ChangeSetOptions(
                        false, "s3://b/p", List.of(), List.of(ALARM), 7, false, "DELETE", true, List.of(), true));
    }

    private static List<String> preferences(
            Integer tolerated, Integer toleratedPercent, Integer atOnce, Integer atOncePercent, List<String> order) {
        return new StackSetRequest.Preferences(tolerated, toleratedPercent, atOnce, atOncePercent, order, null, null)
                .problems(List.of("eu-west-1"));
    }

    @Test
    void howAStackSetGoesThroughItsAccounts() {
        assertThat(preferences(0, null, 1, null, List.of("eu-west-1"))).isEmpty();
        assertThat(preferences(null, 0, null, 1, List.of())).isEmpty();
        assertThat(preferences(null, 100, null, 100, List.of())).isEmpty();
        assertThat(preferences(-1, null, 0, null, List.of("us-east-1")))
                .containsExactly(
                        "failureToleranceCount: must be 0 or more.",
                        "maxConcurrentCount: must be 1 or more.",
                        "regionOrder: us-east-1 is none of the regions.");
        assertThat(preferences(null, 101, null, 101, List.of()))
                .containsExactly(
                        "failureTolerancePercentage: must be 0 to 100.", "maxConcurrentPercentage: must be 1 to 100.");
        assertThat(preferences(null, -1, null, 0, List.of())).hasSize(2);
        assertThat(preferences(1, 1, 1, 1, List.of()))
                .containsExactly(
                        "failureToleranceCount and failureTolerancePercentage: say one of them.",
                        "maxConcurrentCount and maxConcurrentPercentage: say one of them.");
    }

    private static List<String> stackSet(
            String model, String role, String automatic, String callAs, List<String> accounts, List<String> units) {
        return new StackSetRequest(
                        "guard",
                        null,
                        null,
                        Map.of(),
                        List.of(),
                        Map.of(),
                        model,
                        role,
                        null,
                        automatic,
                        callAs,
                        accounts,
                        units,
                        accounts.isEmpty() && units.isEmpty() ? List.of() : List.of("eu-west-1"),
                        Map.of(),
                        StackSetRequest.Preferences.none())
                .problems();
    }

    @Test
    void whatGoesWithThePermissionsOfAStackSet() {
        String role = "arn:aws:iam::111122223333:role/admin";
        List<String> account = List.of("111122223333");
        List<String> unit = List.of("ou-ab12-cdefgh34");
        assertThat(stackSet("SELF_MANAGED", role, null, "SELF", account, List.of()))
                .isEmpty();
        assertThat(stackSet("SERVICE_MANAGED", null, "ENABLED", "DELEGATED_ADMIN", List.of(), unit))
                .isEmpty();
        assertThat(stackSet("SERVICE_MANAGED", role, null, null, List.of(), unit))
                .containsExactly("administrationRole and executionRole: go with permissionModel SELF_MANAGED only.");
        assertThat(stackSet("SERVICE_MANAGED", null, null, null, account, List.of()))
                .containsExactly("accounts: with permissionModel SERVICE_MANAGED name organizationalUnits.");
        assertThat(stackSet("SELF_MANAGED", null, null, null, List.of(), unit))
                .containsExactly("organizationalUnits: go with permissionModel SERVICE_MANAGED only.");
        assertThat(stackSet("SELF_MANAGED", null, "ENABLED", null, account, List.of()))
                .containsExactly("autoDeployment: goes with permissionModel SERVICE_MANAGED only.");
        assertThat(stackSet(null, null, "MAYBE", "ME", List.of(), List.of()))
                .contains(
                        "autoDeployment: 'MAYBE' is none of DISABLED, ENABLED, ENABLED_WITH_STACK_RETENTION.",
                        "callAs: 'ME' is none of DELEGATED_ADMIN, SELF.");
        assertThat(StackSetRequest.nameProblem("guard")).isNull();
        assertThat(StackSetRequest.nameProblem("")).isEqualTo("name: the name of the stack set is missing.");
        assertThat(StackSetRequest.nameProblem("g".repeat(129))).isNotNull();
        assertThat(StackSetRequest.regionProblems(List.of("europe")))
                .containsExactly("regions: 'europe' is not a region code, such as eu-west-1.");
    }
}
