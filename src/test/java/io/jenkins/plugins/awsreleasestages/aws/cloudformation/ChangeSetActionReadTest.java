package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetContentTest.CREATED;
import static io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetContentTest.ID;
import static io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetContentTest.STACK_ID;
import static io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetContentTest.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a look at a change set comes to, without AWS. */
class ChangeSetActionReadTest {

    private final ChangeSetAction action = new ChangeSetAction(
            () -> {
                throw new AssertionError("reading asks nothing");
            },
            new ChangeSetRequest("shop", Map.of(), List.of(), Map.of(), null, null),
            () -> ChangeSetInput.of(new ChangeSetInput.TemplateSource.Text("template.yaml", "{}")),
            new StackTurns(Clock.systemUTC()));

    private final ChangeSetAction.State created = ChangeSetAction.State.create("shop", "jenkins-shop-1-abc")
            .created("CREATE", ID, STACK_ID, true, List.of("Creating."));

    private Look<ChangeSetAction.State> look(ChangeSetAction.State state, ChangeSetAction.Answer answer) {
        return action.read(state, answer, CREATED);
    }

    @Test
    void aCompleteOneIsShown() {
        ResourceChange queue = new ResourceChange(
                "Add", "Queue", null, "AWS::SQS::Queue", null, null, List.of(), List.of(), List.of());
        Look<ChangeSetAction.State> look =
                look(created, new ChangeSetAction.Answer.Described(content("CREATE_COMPLETE", "AVAILABLE", "", queue)));
        assertThat(look.verdict()).isInstanceOf(Look.Succeeded.class);
        assertThat(look.lines())
                .containsExactly(
                        "Creating.",
                        "Change set jenkins-shop-1-abc of stack shop:",
                        "  +  Queue  AWS::SQS::Queue",
                        "  1 to add.",
                        ConsoleLink.changeSet(STACK_ID, ID));
    }

    @Test
    void noChangesIsSavedThenClearedThenAResult() {
        String words = "The submitted information didn't contain changes.";
        Look<ChangeSetAction.State> first =
                look(created, new ChangeSetAction.Answer.Described(content("FAILED", "UNAVAILABLE", words)));
        assertThat(((Look.GoesOn) first.verdict()).saved()).isTrue();
        assertThat(first.state().noChanges()).isTrue();
        Look<ChangeSetAction.State> second = look(first.state(), new ChangeSetAction.Answer.Cleared(null));
        assertThat(second.verdict()).isInstanceOf(Look.Succeeded.class);
        assertThat(second.lines()).containsExactly("Stack shop has no changes.");
    }

    @Test
    void aFailedOneSaysWhyInAwsWords() {
        Look<ChangeSetAction.State> look = look(
                created, new ChangeSetAction.Answer.Described(content("FAILED", "UNAVAILABLE", "Transform failed.")));
        assertThat(((Look.Failed) look.verdict()).message())
                .startsWith("The change set for stack shop could not be created. AWS says: Transform failed. Look at:");
    }

    @Test
    void oneThatAwsDoesNotKnowYetIsWaitedForAWhile() {
        ChangeSetAction.State state = created;
        for (int look = 0; look < 5; look++) {
            Look<ChangeSetAction.State> missed = look(state, new ChangeSetAction.Answer.Missing(false));
            assertThat(missed.verdict()).isInstanceOf(Look.GoesOn.class);
            state = missed.state();
        }
        assertThat(look(state, new ChangeSetAction.Answer.Missing(false)).verdict())
                .isInstanceOf(Look.Failed.class);
    }

    @Test
    void oneThatWasSeenAndIsGoneWasDeleted() {
        ChangeSetAction.State seen = look(
                        created, new ChangeSetAction.Answer.Described(content("CREATE_IN_PROGRESS", "UNAVAILABLE", "")))
                .state();
        Look<ChangeSetAction.State> look = look(seen, new ChangeSetAction.Answer.Missing(true));
        assertThat(((Look.Failed) look.verdict()).message())
                .isEqualTo("Change set jenkins-shop-1-abc of stack shop is not there any more: somebody has deleted"
                        + " it. Run the step again.");
        assertThat(look.lines())
                .containsExactly(
                        "The change set is gone, and so is the empty stack shop that had come into being with it.");
    }

    @Test
    void statesThatThisCodeDoesNotKnowAreWaitedFor() {
        assertThat(look(created, new ChangeSetAction.Answer.Described(content("A_NEW_STATE", "UNAVAILABLE", "")))
                        .verdict())
                .isInstanceOf(Look.GoesOn.class);
    }
}
