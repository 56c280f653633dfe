package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StackSetChangeTest {

    private static StackSetRequest request(List<String> accounts, List<String> units, List<String> regions) {
        return request(accounts, units, regions, StackSetRequest.Preferences.none());
    }

    static StackSetRequest request(
            List<String> accounts, List<String> units, List<String> regions, StackSetRequest.Preferences preferences) {
        return new StackSetRequest(
                "guard",
                null,
                null,
                Map.of(),
                List.of(),
                Map.of(),
                units.isEmpty() ? null : "SERVICE_MANAGED",
                null,
                null,
                null,
                null,
                accounts,
                units,
                regions,
                Map.of(),
                preferences);
    }

    private static final StackSetRequest ALL = request(List.of(), List.of(), List.of());
    private static final StackSetRequest FOUR = request(List.of("1", "2"), List.of(), List.of("a", "b"));

    /** @param places such as {@code 1/a} for current stacks, {@code 1/a!} for outdated ones */
    private static FindStackSetAction.State found(boolean changed, String... places) {
        List<StackSetAction.Instance> instances = Arrays.stream(places)
                .map(place -> place.split("[/!]"))
                .map(parts -> new StackSetAction.Instance(parts[0], parts[1], "ou-" + parts[0], "CURRENT", ""))
                .toList();
        return new FindStackSetAction.State("guard", "eu-west-1", "guard:1", Set.of(), changed, instances);
    }

    private static List<String> plan(FindStackSetAction.State found, StackSetRequest request) {
        return StackSetChange.plan(found, request).stream()
                .map(change -> change.kind() + " " + change.where())
                .toList();
    }

    @Test
    void aNewSetGetsTheStacksThatAreNamed() {
        assertThat(plan(null, FOUR)).containsExactly("CREATE_INSTANCES 1, 2 in a, b");
        assertThat(plan(null, ALL)).isEmpty();
    }

    @Test
    void withoutTargetsAllStacksThatThereAreAreUpdated() {
        assertThat(plan(found(true, "1/a", "3/c"), ALL)).containsExactly("UPDATE_SET all its stacks");
        assertThat(plan(found(false, "1/a"), ALL)).as("nothing differs").isEmpty();
    }

    @Test
    void whatIsOutdatedIsUpdatedThoughNothingDiffers() {
        FindStackSetAction.State outdated = new FindStackSetAction.State(
                "guard",
                "eu-west-1",
                "guard:1",
                Set.of(),
                false,
                List.of(new StackSetAction.Instance("1", "a", "", "OUTDATED", "")));
        assertThat(plan(outdated, ALL)).containsExactly("UPDATE_SET all its stacks");
        assertThat(plan(outdated, request(List.of("1"), List.of(), List.of("a"))))
                .containsExactly("UPDATE_INSTANCES 1 in a");
    }

    @Test
    void namedStacksAreUpdatedWhereTheyAreAndCreatedWhereTheyAreMissing() {
        assertThat(plan(found(true, "1/a", "1/b", "2/a", "2/b", "3/c"), FOUR))
                .as("the third account is left alone")
                .containsExactly("UPDATE_SET 1, 2 in a, b");
        assertThat(plan(found(true, "1/a", "2/a"), FOUR))
                .containsExactly("UPDATE_SET 1, 2 in a", "CREATE_INSTANCES 1, 2 in b");
        assertThat(plan(found(false, "1/a", "2/a"), FOUR)).containsExactly("CREATE_INSTANCES 1, 2 in b");
    }

    @Test
    void whatIsNoCombinationOfAccountsAndRegionsIsDoneInSeveral() {
        assertThat(plan(found(true, "1/a", "2/b"), FOUR))
                .containsExactly(
                        "UPDATE_SET 1 in a",
                        "UPDATE_INSTANCES 2 in b",
                        "CREATE_INSTANCES 1 in b",
                        "CREATE_INSTANCES 2 in a");
    }

    @Test
    void overridesNeedAnUpdateOfTheStacks() {
        StackSetRequest overridden = FOUR.with(Map.of(), Map.of("Size", "small"));
        assertThat(plan(found(true, "1/a", "1/b", "2/a", "2/b"), overridden))
                .containsExactly("UPDATE_SET 1, 2 in a, b", "UPDATE_INSTANCES 1, 2 in a, b");
        assertThat(plan(found(false, "1/a", "1/b", "2/a", "2/b"), overridden))
                .containsExactly("UPDATE_INSTANCES 1, 2 in a, b");
    }

    @Test
    void unitsStandForTheirAccounts() {
        StackSetRequest byUnit = request(List.of(), List.of("ou-1", "ou-2"), List.of("a"));
        assertThat(plan(found(true, "1/a"), byUnit))
                .containsExactly("UPDATE_SET ou-1 in a", "CREATE_INSTANCES ou-2 in a");
    }

    @Test
    void aSetWithoutStacksIsChangedByItself() {
        assertThat(plan(found(true), FOUR))
                .containsExactly("UPDATE_SET all its stacks", "CREATE_INSTANCES 1, 2 in a, b");
    }

    @Test
    void othersAreNeverTouchedToChangeTheTemplate() {
        assertThatThrownBy(() -> plan(found(true, "3/c"), FOUR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none of the stacks that are named exists yet")
                .hasMessageContaining("Nothing was started");
        assertThat(plan(found(false, "3/c"), FOUR)).containsExactly("CREATE_INSTANCES 1, 2 in a, b");
    }

    private static List<String> problems(StackSetRequest request) {
        return request.problems();
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        StackSetRequest wrong = new StackSetRequest(
                "1guard",
                "http://bucket/template.yaml",
                null,
                Map.of("a-b", "x"),
                List.of("ALL"),
                Map.of(),
                "OWN",
                null,
                null,
                "ENABLED",
                null,
                List.of("123"),
                List.of("unit"),
                List.of(),
                Map.of("c-d", "y"),
                new StackSetRequest.Preferences(1, 1, 0, null, List.of(), "SOMETIMES", null));
        assertThat(problems(wrong)).hasSize(14);
    }

    @Test
    void whatGoesTogetherIsAccepted() {
        List<String> accounts = List.of("111122223333");
        assertThat(problems(request(accounts, List.of(), List.of("eu-west-1")))).isEmpty();
        assertThat(problems(request(List.of(), List.of("ou-ab12-cdefgh34", "r-ab12"), List.of("eu-west-1"))))
                .isEmpty();
        assertThat(problems(ALL)).isEmpty();
        assertThat(problems(request(accounts, List.of(), List.of())))
                .containsExactly("regions: say in which, as there are accounts or organizationalUnits.");
        assertThat(problems(request(List.of(), List.of(), List.of("eu-west-1"))))
                .containsExactly("regions: say accounts or organizationalUnits, too.");
        assertThat(problems(ALL.with(Map.of(), Map.of("Size", "small"))))
                .containsExactly(
                        "parameterOverrides: say for which accounts or organizationalUnits, and which regions.");
    }

    @Test
    void theOrderOfRegionsNamesThoseOfTheOperationOnly() {
        StackSetRequest.Preferences order = new StackSetRequest.Preferences(
                1, null, 2, null, List.of("b", "a"), "SEQUENTIAL", "SOFT_FAILURE_TOLERANCE");
        assertThat(order.toAws(List.of("a")).regionOrder()).containsExactly("a");
        assertThat(order.toAws(List.of()).regionOrder()).containsExactly("b", "a");
        assertThat(order.toAws(List.of("a")).maxConcurrentCount()).isEqualTo(2);
    }
}
