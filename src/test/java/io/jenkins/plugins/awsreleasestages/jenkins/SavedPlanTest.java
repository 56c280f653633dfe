package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.ExtensionList;
import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.engine.AfterStages;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.engine.Saved;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What one version of the plugin has saved of a step that waits, the next one goes on with, or says why not. */
@OnStandIns
class SavedPlanTest {

    /** Which version of the plugin is there now. */
    private static ActionPlan.Kinds now;

    @BeforeAll
    static void aDescriptorSaysWhatItSaves() {
        ExtensionList.lookup(ActionPlan.Kinds.class).add(new ActionPlan.Kinds() {
            @Override
            public List<Class<? extends ActionPlan>> planKinds() {
                return now == null ? List.of() : now.planKinds();
            }

            @Override
            public Map<String, Object> upgraded(String kind, int version, Map<String, Object> data) {
                return now.upgraded(kind, version, data);
            }
        });
    }

    private interface Plan extends ActionPlan {
        @Override
        default Sequence sequence(ActionContext context) {
            return Sequence.of();
        }

        @Override
        default Duration limit() {
            return Duration.ofHours(1);
        }

        @Override
        default Object result(SequenceState state, ActionContext context) {
            return "";
        }
    }

    @ActionPlan.Kind("deploy")
    record First(String stack, List<String> capabilities) implements Plan {}

    /** One component more, one less, one renamed. */
    @ActionPlan.Kind("deploy")
    record Second(@PlainData.Formerly("stack") String name, boolean approve, List<String> topics) implements Plan {}

    /** Another form altogether. */
    @ActionPlan.Kind(value = "deploy", version = 2)
    record Third(Map<String, String> stacks) implements Plan {}

    record FirstWork(String id, int looks) {}

    record SecondWork(String id, long looks, Instant since) {}

    private static final SequenceState STATE = AfterStages.of(Sequence.of())
            .well("ready", "the stack")
            .at("execute", new FirstWork("i-1", 7))
            .state();

    private static byte[] saved(Object what) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(what);
        }
        return bytes.toByteArray();
    }

    private static Saved first() throws Exception {
        Saved saved = new SavedPlan(new First("shop", List.of("CAPABILITY_IAM")), STATE).toSaved();
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(saved(saved)))) {
            return (Saved) in.readObject();
        }
    }

    @Test
    void theSameVersionGoesOn() throws Exception {
        now = () -> List.of(First.class);
        SavedPlan restored = SavedPlan.of(first());
        assertThat(restored.plan()).isEqualTo(new First("shop", List.of("CAPABILITY_IAM")));
        assertThat(restored.state().stage()).isEqualTo("execute");
        assertThat(restored.state().state("execute", FirstWork.class)).isEqualTo(new FirstWork("i-1", 7));
        assertThat(restored.state().endedWell("ready")).isTrue();
    }

    @Test
    void aVersionWithChangedComponentsGoesOn() throws Exception {
        now = () -> List.of(Second.class);
        SavedPlan restored = SavedPlan.of(first());
        assertThat(restored.plan()).isEqualTo(new Second("shop", false, List.of()));
        assertThat(restored.state().state("execute", SecondWork.class)).isEqualTo(new SecondWork("i-1", 7, null));
    }

    @Test
    void aVersionWithAnotherFormUpgradesIt() throws Exception {
        now = new ActionPlan.Kinds() {
            @Override
            public List<Class<? extends ActionPlan>> planKinds() {
                return List.of(Third.class);
            }

            @Override
            public Map<String, Object> upgraded(String kind, int version, Map<String, Object> data) {
                Map<?, ?> plan = (Map<?, ?>) data.get("plan");
                Map<String, Object> upgraded = new LinkedHashMap<>(data);
                upgraded.put("plan", Map.of("stacks", Map.of((String) plan.get("stack"), kind + " " + version)));
                return upgraded;
            }
        };
        assertThat(SavedPlan.of(first()).plan()).isEqualTo(new Third(Map.of("shop", "deploy 1")));
    }

    @Test
    void whatALaterVersionHasSavedIsRefusedInOneSentence() {
        now = () -> List.of(First.class);
        Saved later = new SavedPlan(new Third(Map.of()), STATE).toSaved();
        assertThatIllegalStateException()
                .isThrownBy(() -> SavedPlan.of(later))
                .withMessage(
                        "This deploy step cannot go on, because what it had saved cannot be read: a later version of"
                                + " the plugin has saved it. What it had started at AWS goes on by itself.");
    }

    @Test
    void aStepThatIsGoneIsSaid() {
        now = () -> List.of();
        assertThatIllegalStateException()
                .isThrownBy(() -> SavedPlan.of(first()))
                .withMessageContaining("has no such step");
    }

    @Test
    void dataOfAnotherFormSayWhat() {
        now = () -> List.of(First.class);
        Saved odd = new Saved("deploy", 1, Map.of("plan", Map.of("stack", 7)));
        assertThatIllegalStateException().isThrownBy(() -> SavedPlan.of(odd)).withMessageContaining("Not a String: 7");
        for (Object broken : List.of("text", List.of(), Map.of("deadline", "yesterday"))) {
            Saved whole = new Saved("deploy", 1, Map.of("plan", Map.of(), "state", broken));
            assertThatIllegalStateException()
                    .isThrownBy(() -> SavedPlan.of(whole))
                    .withMessageContaining("This deploy step cannot go on");
        }
    }

    /** The bytes of a program of a version before 1.0 name this class, which took its state apart itself. */
    @Test
    void aProgramOfTheTimeBeforeIsRefusedInOneSentence() {
        assertThatThrownBy(() -> {
                    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(ofTheTimeBefore()))) {
                        in.readObject();
                    }
                })
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageStartingWith("This build waited in a step of a version of AWS Release Stages before 1.0")
                .hasMessageEndingWith("begin the build anew.");
    }

    /** Like the stream of an object with that class's name and version. */
    private static byte[] ofTheTimeBefore() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes) {
            @Override
            protected void writeClassDescriptor(ObjectStreamClass description) throws IOException {
                boolean ours = description.getName().equals(SequenceExecution.class.getName());
                super.writeClassDescriptor(ours ? ObjectStreamClass.lookup(ActionStepExecution.class) : description);
            }
        }) {
            out.writeObject(new SequenceExecution(new Context(), new First("shop", List.of())));
        }
        return bytes.toByteArray();
    }

    private static final class Context extends FakeStepContext {
        private static final long serialVersionUID = 1L;

        @Override
        public void onSuccess(Object result) {}

        @Override
        public void onFailure(Throwable problem) {}
    }
}
