package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.LookAlikeCall;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.StackInAnyState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** Every cell of the first two tables of docs/steps/stack-states.md, and that the tests of the third exist. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class EveryStackStateTest {

    private static final String PAGE = "docs/steps/stack-states.md";
    private static final String ABSENT = "no such stack";
    private static final String NEW_AT_AWS = "one that is new at AWS";
    private static final String REVIEW = "REVIEW_IN_PROGRESS";
    private static final Duration BUSY = Duration.ofMinutes(30);

    /** For so many seconds others work on a stack; long enough for a step to find it so. */
    private static final double WHILE = 40;

    /** What changes something at AWS. */
    private static final Set<String> CHANGING = Set.of(
            "CreateChangeSet",
            "ExecuteChangeSet",
            "DeleteChangeSet",
            "DeleteStack",
            "ContinueUpdateRollback",
            "CancelUpdateStack");

    /** One cell: in which state of the stack which step does what. */
    record Cell(String table, String state, String step, String expected) {

        /** As AWS calls it. */
        String status() {
            return state.equals(NEW_AT_AWS) ? "A_STATE_FROM_THE_FUTURE" : state;
        }

        boolean isGone() {
            return state.equals(ABSENT) || state.equals("DELETE_COMPLETE");
        }

        boolean waits() {
            return expected.startsWith("waits");
        }

        /** What is done in the end; whoever waited finds a stack that was updated, unless the cell says otherwise. */
        String then() {
            if (!expected.equals("waits")) {
                return expected.replace("waits, ", "");
            }
            return switch (step) {
                case "cfnExecute" -> "executes";
                case "cfnDelete" -> "deletes";
                default -> "updates";
            };
        }

        /** A stack of its own for each cell. */
        String stack() {
            String when = table.equals(FOUND) ? "found" : "followed";
            return (when + "-" + step + "-" + state).replaceAll("[^a-zA-Z]+", "-");
        }

        @Override
        public String toString() {
            return step + ", " + state + ": " + expected;
        }
    }

    // ---- the page

    private static final String FOUND = "As a step finds it";
    private static final String FOLLOWED = "As a step follows its operation";

    private static List<List<String>> table(String heading) throws IOException {
        return Files.readAllLines(page()).stream()
                .dropWhile(line -> !line.equals("## " + heading))
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Stream.of(line.substring(1).split("\\|"))
                        .map(cell -> cell.strip().replace("`", ""))
                        .toList())
                .toList();
    }

    private static Path page() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(PAGE))) {
            folder = folder.getParent();
        }
        return folder.resolve(PAGE);
    }

    private static List<Cell> cells(String heading) throws IOException {
        List<Cell> cells = new ArrayList<>();
        List<List<String>> table = table(heading);
        List<String> steps = table.get(0);
        for (List<String> row : table.subList(2, table.size())) {
            for (int column = 1; column < steps.size(); column++) {
                cells.add(new Cell(heading, row.get(0), steps.get(column), row.get(column)));
            }
        }
        return cells;
    }

    static List<Cell> found() throws IOException {
        return cells(FOUND);
    }

    static List<Cell> followed() throws IOException {
        return cells(FOLLOWED);
    }

    private static List<String> states(String heading) throws IOException {
        List<List<String>> table = table(heading);
        return table.subList(2, table.size()).stream().map(row -> row.get(0)).toList();
    }

    @Test
    void thePageHasEveryStateThatAwsKnows() throws IOException {
        List<String> known = new ArrayList<>(
                StackStatus.knownValues().stream().map(StackStatus::toString).toList());
        known.add(NEW_AT_AWS);
        assertThat(states(FOLLOWED)).containsExactlyInAnyOrderElementsOf(known);
        known.add(ABSENT);
        assertThat(states(FOUND)).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void thePageSaysWhatEachWordMeans() throws IOException {
        List<String> page = Files.readAllLines(page());
        assertThat(Stream.concat(found().stream(), followed().stream())
                        .flatMap(cell -> Stream.of(cell.expected().split(", ")))
                        .filter(word -> !word.equals("succeeds"))
                        .distinct())
                .allMatch(word -> page.stream().anyMatch(line -> line.startsWith("- ") && line.contains("**" + word)));
    }

    @Test
    void whatOthersDoMeanwhileIsShownByTestsThatExist() throws Exception {
        List<List<String>> table = table("What others do meanwhile");
        for (List<String> row : table.subList(2, table.size())) {
            assertThat(row).as("what happens, what the step does, shown by").hasSize(3);
            for (String name : row.get(2).split(", ")) {
                String[] parts = name.split("\\.");
                Class<?> type = Class.forName(getClass().getPackageName() + "." + parts[0]);
                assertThat(type.getDeclaredMethods())
                        .as(name)
                        .anyMatch(method -> method.getName().equals(parts[1])
                                && Arrays.stream(method.getAnnotations())
                                        .map(annotation ->
                                                annotation.annotationType().getSimpleName())
                                        .anyMatch(List.of("Test", "ParameterizedTest")::contains));
            }
        }
    }

    // ---- the cells

    private static final Deployed AWS = new Deployed();

    @BeforeAll
    static void open() {
        AWS.aws.changeSetSeconds(0.5).resourceSeconds(0.5);
    }

    @AfterAll
    static void close() {
        AWS.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("found")
    void asAStepFindsIt(Cell cell) throws Throwable {
        new Meeting(cell).check();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("followed")
    void asAStepFollowsItsOperation(Cell cell) throws Throwable {
        new Following(cell).check();
    }

    /** The calls about one stack that change something, in their order; those that AWS refused too. */
    private static List<LookAlikeCall> changing(String stack) {
        return AWS.aws.calls().stream()
                .filter(call -> CHANGING.contains(call.operation()))
                .filter(call -> call.parameters().values().stream().anyMatch(value -> isOf(value, stack)))
                .toList();
    }

    /** A name, an ARN of the stack, or one of a change set, whose name begins with that of the stack. */
    private static boolean isOf(String value, String stack) {
        return value.equals(stack)
                || value.contains(":stack/" + stack + "/")
                || value.contains(":changeSet/" + stack + "-cs-");
    }

    private static List<String> changes(String stack) {
        return changing(stack).stream().map(LookAlikeCall::operation).toList();
    }

    private static ChangeSetAction.State toPlan(String stack) {
        return ChangeSetAction.State.create(stack, stack + "-cs-" + Deployed.token());
    }

    private static Driven<ChangeSetAction.State, ChangeSetAction.Answer> plan(String stack) {
        return AWS.clock.run(AWS.planning(stack, request -> request, Deployed.text(Deployed.TEMPLATE)), toPlan(stack));
    }

    /** A step meets a stack in a state. */
    private static final class Meeting {
        private final Cell cell;
        private final String stack;
        private final List<String> log = new ArrayList<>();
        private String id;
        private ChangeSetAction.State planned;
        private ExecuteAction.State executed;
        private boolean existed = true;
        private Outcome outcome;

        Meeting(Cell cell) {
            this.cell = cell;
            this.stack = cell.stack();
        }

        void check() {
            if (cell.step().equals("cfnExecute")) {
                planBefore();
            } else if (!cell.state().equals(ABSENT)) {
                comeInto(cell.state().equals(REVIEW) ? AWS.aws.stack(stack) : AWS.stack(stack));
            }
            int before = changing(stack).size();
            switch (cell.step()) {
                case "cfnChangeSet" -> changeSet(PrepareStackAction.Preparation.waiting(BUSY));
                case "recreate" -> changeSet(new PrepareStackAction.Preparation(true, false, List.of(), BUSY));
                case "continueRollback" ->
                    changeSet(new PrepareStackAction.Preparation(false, true, List.of("Queue"), BUSY));
                case "cfnDeploy" -> deploy();
                case "cfnExecute" -> execute();
                case "cfnDelete" -> delete();
                default -> throw new AssertionError("What is " + cell.step() + "?");
            }
            compare(changing(stack).subList(before, changing(stack).size()));
        }

        /** The change set is there before the stack comes into its state, where it cannot be made in that state. */
        private void planBefore() {
            boolean isMadeThen = cell.expected().equals("executes");
            if (!cell.state().equals(REVIEW)) {
                AWS.stack(stack);
            }
            if (isMadeThen && !cell.state().equals(REVIEW)) {
                comeInto(AWS.aws.stack(stack));
            }
            planned = plan(stack).data();
            if (!isMadeThen) {
                comeInto(AWS.aws.stack(stack));
            }
        }

        private void comeInto(StackInAnyState shop) {
            id = shop.id();
            switch (cell.status()) {
                case ABSENT, "DELETE_COMPLETE" -> shop.deletedByStranger();
                case "DELETE_IN_PROGRESS" -> {
                    shop.resource("Queue").seconds(WHILE);
                    shop.deletionBegunByStranger();
                }
                case "UPDATE_ROLLBACK_FAILED" -> shop.stuckInRollback("The old role is gone", "Queue");
                default -> {
                    if (cell.waits()) {
                        shop.busy(cell.status(), WHILE, "UPDATE_COMPLETE");
                    } else {
                        shop.status(cell.status());
                    }
                }
            }
        }

        private boolean ended(Driven<?, ?> driven) {
            log.addAll(driven.log);
            outcome = driven.outcome;
            return driven.outcome instanceof Outcome.Succeeded;
        }

        private boolean ready(PrepareStackAction.Preparation preparation, PrepareStackAction.State state) {
            Driven<PrepareStackAction.State, PrepareStackAction.Answer> driven =
                    AWS.clock.run(AWS.ready(stack, preparation), state);
            AWS.turns.release(state.token());
            return ended(driven);
        }

        private boolean changeSet(PrepareStackAction.Preparation preparation) {
            if (!ready(preparation, Deployed.toBeReady(stack))) {
                return false;
            }
            Driven<ChangeSetAction.State, ChangeSetAction.Answer> driven = plan(stack);
            planned = driven.data();
            return ended(driven);
        }

        private void deploy() {
            if (changeSet(PrepareStackAction.Preparation.waiting(BUSY))) {
                executeNow(Deployed.toExecute(planned));
            }
        }

        private void execute() {
            // Of a change set that is named by its ARN alone, the stack is not known before.
            String known = cell.state().equals(ABSENT) ? null : planned.stackId();
            if (ready(
                    PrepareStackAction.Preparation.waiting(BUSY),
                    PrepareStackAction.State.create(Deployed.token(), "shop #1", null, known, planned.id()))) {
                executeNow(
                        known == null
                                ? ExecuteAction.State.create(planned.id(), null, Deployed.token(), null, null)
                                : Deployed.toExecute(planned));
            }
        }

        private void executeNow(ExecuteAction.State state) {
            Driven<ExecuteAction.State, ExecuteAction.Answer> driven =
                    AWS.clock.run(AWS.executing(planned, false), state);
            executed = driven.data();
            ended(driven);
        }

        private void delete() {
            // One that is deleted is known by its ARN only.
            String named = cell.state().equals("DELETE_COMPLETE") ? id : stack;
            Driven<FoundStack, Call.Made> found = AWS.clock.run(
                    new FindStackAction(() -> AWS.session, named, false, any -> List.of()), FoundStack.create(named));
            existed = found.data().exists();
            if (ended(found) && existed) {
                ended(AWS.clock.run(AWS.deleting(stack), DeleteAction.State.create(found.data(), Deployed.token())));
            }
        }

        private void compare(List<LookAlikeCall> calls) {
            String all = cell + "\n" + outcome + "\n" + String.join("\n", log) + "\n" + calls;
            if (cell.waits()) {
                assertThat(log).as(all).first().asString().contains(waiting(), "Console-");
            }
            if (cell.then().equals("refuses")) {
                assertThat(outcome).as(all).isInstanceOf(Outcome.Failed.class);
                assertThat(((Outcome.Failed) outcome).message()).as(all).contains(refusal());
                assertThat(calls).as(all).isEmpty();
                return;
            }
            assertThat(outcome).as(all).isEqualTo(new Outcome.Succeeded());
            assertThat(calls).as("nothing is tried in vain: " + all).allMatch(call -> call.status() == 200);
            assertThat(calls.stream().map(LookAlikeCall::operation)).as(all).containsExactlyElementsOf(operations());
            result(all);
        }

        /** What AWS is asked to do, all in all. */
        private List<String> operations() {
            return switch (cell.then()) {
                case "creates", "updates" ->
                    cell.step().equals("cfnDeploy")
                            ? List.of("CreateChangeSet", "ExecuteChangeSet")
                            : List.of("CreateChangeSet");
                case "executes" -> List.of("ExecuteChangeSet");
                case "deletes" -> List.of("DeleteStack");
                case "recreates" -> List.of("DeleteStack", "CreateChangeSet");
                case "continues" -> List.of("ContinueUpdateRollback", "CreateChangeSet");
                case "follows", "nothing" -> List.of();
                default -> throw new AssertionError("What is '" + cell.expected() + "'?");
            };
        }

        private void result(String all) {
            String type = planned == null ? null : planned.type();
            switch (cell.then()) {
                case "creates" -> assertThat(type).as(all).isEqualTo("CREATE");
                case "updates", "continues" -> assertThat(type).as(all).isEqualTo("UPDATE");
                case "recreates" -> {
                    assertThat(type).as(all).isEqualTo("CREATE");
                    assertThat(AWS.aws.stack(id).isDeleted()).as(all).isTrue();
                    assertThat(log).as(all).anyMatch(line -> line.contains("recreate: true"));
                }
                case "follows" ->
                    assertThat(log).as(all).anyMatch(line -> line.contains("Somebody else is deleting stack " + stack));
                case "nothing" -> assertThat(existed).as(all).isFalse();
                default -> assertThat(log).as(all).isNotEmpty();
            }
            if (executed != null) {
                assertThat(AWS.aws.stack(stack).status()).as(all).isIn("CREATE_COMPLETE", "UPDATE_COMPLETE");
                assertThat(executed.outputs()).as(all).containsKey("Url");
            }
            if (cell.step().equals("cfnDelete")) {
                assertThat(AWS.aws.exists(stack)).as(all).isFalse();
            }
        }

        private String waiting() {
            return cell.step().equals("cfnDelete")
                    ? "tack " + stack + " is in " + cell.status() + ": another operation is under way. It began at "
                    : "Waiting for its turn: stack " + stack + " is in " + cell.status() + " since ";
        }

        /** What makes the difference for who has to act. */
        private String[] refusal() {
            if (cell.state().startsWith("DELETE_") && !cell.state().equals("DELETE_FAILED")) {
                return new String[] {"Stack " + stack + " was deleted", "Nothing was executed", "cfnChangeSet again"};
            }
            if (cell.state().equals(ABSENT)) {
                return new String[] {"does not exist any more", "cfnChangeSet again"};
            }
            String state = "Stack " + stack + " is in " + cell.status() + " and takes no change set: ";
            String advice =
                    switch (cell.state()) {
                        case "ROLLBACK_COMPLETE", "ROLLBACK_FAILED" -> "recreate: true";
                        case "UPDATE_ROLLBACK_FAILED" -> "resourcesToSkip: ['Queue']";
                        default -> "run the step again";
                    };
            return new String[] {state, advice, "Look at: https://"};
        }
    }

    /** A step follows its operation, and the stack comes into a state. */
    private static final class Following {
        private final Cell cell;
        private final String stack;
        private StackInAnyState shop;
        private boolean came;
        private boolean wentOn;

        Following(Cell cell) {
            this.cell = cell;
            this.stack = cell.stack();
        }

        void check() {
            shop = AWS.stack(stack);
            shop.resource("Queue").seconds(10_000);
            if (cell.step().equals("cfnDelete")) {
                checkDeletion();
            } else {
                checkExecution();
            }
        }

        private void checkExecution() {
            ChangeSetAction.State change = plan(stack).data();
            compare(AWS.clock.stopped(AWS.executing(change, false), Deployed.toExecute(change), (state, log) -> {
                seen(state.data().status(), "UPDATE_IN_PROGRESS", () -> shop.status("UPDATE_COMPLETE"));
                return false;
            }));
        }

        private void checkDeletion() {
            FoundStack found = new FoundStack(
                    stack,
                    "eu-west-1",
                    StackReport.of(Stacks.find(AWS.session, shop.id()).orElseThrow()));
            compare(AWS.clock.stopped(
                    AWS.deleting(stack), DeleteAction.State.create(found, Deployed.token()), (state, log) -> {
                        seen(state.data().status(), "DELETE_IN_PROGRESS", shop::deletedByStranger);
                        return false;
                    }));
        }

        /** Under way, it comes into the state; where the step goes on then, it is brought to a good end. */
        private void seen(String status, String underWay, Runnable end) {
            if (!came && status.equals(underWay)) {
                came = true;
                if (cell.isGone()) {
                    shop.deletedByStranger();
                } else {
                    shop.status(cell.status());
                }
            } else if (came && !wentOn && cell.expected().equals("goes on") && status.equals(cell.status())) {
                wentOn = true;
                end.run();
            }
        }

        private String attempted() {
            return switch (cell.state().substring(0, 6)) {
                case "UPDATE" -> "updated";
                case "IMPORT" -> "imported into";
                case "DELETE" -> cell.step().equals("cfnDelete") ? "deleted" : "deployed";
                default -> "created";
            };
        }

        private void compare(Driven<?, ?> driven) {
            String all = cell + "\n" + driven.outcome + "\n" + String.join("\n", driven.log);
            assertThat(came).as(all).isTrue();
            switch (cell.expected()) {
                case "goes on" -> {
                    assertThat(wentOn).as(all).isTrue();
                    assertThat(driven.outcome).as(all).isEqualTo(new Outcome.Succeeded());
                }
                case "succeeds" -> {
                    assertThat(driven.outcome).as(all).isEqualTo(new Outcome.Succeeded());
                    assertThat(shop.status()).as(all).isEqualTo(cell.status());
                }
                case "fails" ->
                    assertThat(driven.failure())
                            .as(all)
                            .startsWith("Stack " + stack + " was not " + attempted())
                            .contains(" is in " + cell.status(), "Look at: https://");
                case "gone" ->
                    assertThat(driven.failure())
                            .as(all)
                            .startsWith("Stack " + stack + " was deleted by somebody while change set");
                default -> throw new AssertionError("What is '" + cell.expected() + "'?");
            }
            assertThat(changes(stack))
                    .as("nothing is asked for that nobody has said: " + all)
                    .isEqualTo(
                            cell.step().equals("cfnDelete")
                                    ? List.of("DeleteStack")
                                    : Arrays.asList("CreateChangeSet", "ExecuteChangeSet"));
        }
    }
}
