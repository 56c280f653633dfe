package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ApprovalAction;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateAction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** While people are waited for, what they are asked about is looked at again and again. */
@Timeout(60)
class GateRecheckTest {

    @TempDir
    Path folder;

    private Build build;

    /** What the looks find, one after another; a look waits for the next. */
    private final LinkedBlockingQueue<Supplier<String>> looks = new LinkedBlockingQueue<>();

    private final LinkedBlockingQueue<String> looked = new LinkedBlockingQueue<>();

    private final GateAction.State asked = new GateAction.State(
            new Gate(
                    "change-set",
                    "Change stack shop?",
                    GateTerms.of(List.of("anna"), 1),
                    Instant.now(),
                    Instant.now().plusSeconds(3600)),
            List.of(),
            true,
            null,
            List.of(),
            Map.of());

    @BeforeEach
    void begin() throws Exception {
        BuildRecord record = new BuildRecord();
        record.started = System.currentTimeMillis();
        try (Home home = Home.open(folder.resolve("home"))) {
            build = Build.open(home.newBuild("", record));
        }
    }

    private CompletableFuture<GateAction.Answer> ask() {
        ActionContext context = new ActionContext() {
            @Override
            public <T> T find(Class<T> type) {
                return type == Run.class ? type.cast(build) : null;
            }

            @Override
            public TaskListener listener() {
                return TaskListener.NULL;
            }
        };
        Pace pace = new Pace(100, ActionThreads.get());
        GateAction gate = new GateAction(
                context, Optional::empty, new GateAction.Recheck(Duration.ofMillis(1), () -> pace, this::look));
        return gate.ask(gate.start(asked)).toCompletableFuture();
    }

    private String look() {
        try {
            Supplier<String> next = looks.take();
            looked.add("looked");
            return next.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Decision decision() {
        return build.getAction(ApprovalAction.class)
                .find("change-set")
                .orElseThrow()
                .decision()
                .orElse(null);
    }

    @Test
    void whatIsOutdatedIsWithdrawn() throws Exception {
        CompletableFuture<GateAction.Answer> answer = ask();
        looks.add(() -> null);
        looks.add(() -> {
            throw new RemoteFailure(RemoteFailure.Kind.THROTTLED, "Rate exceeded");
        });
        looks.add(() -> {
            throw new IllegalStateException("a fault of ours");
        });
        for (int i = 0; i < 3; i++) {
            assertThat(looked.poll(30, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(answer).isNotDone();
        assertThat(decision()).isNull();
        looks.add(() -> "the stack was changed");
        assertThat(answer.get(30, TimeUnit.SECONDS).status().decision().sentence())
                .isEqualTo("Withdrawn: the stack was changed");
        assertThat(decision().kind()).isEqualTo(Decision.Kind.WITHDRAWN);
    }

    @Test
    void afterADecisionNobodyLooksAnyMore() throws Exception {
        CompletableFuture<GateAction.Answer> answer = ask();
        Gate gate = build.getAction(ApprovalAction.class)
                .find("change-set")
                .orElseThrow()
                .gate();
        GateAction.decide(build, gate, true, "anna", "");
        looks.add(() -> "the stack was changed");
        assertThat(answer.get(30, TimeUnit.SECONDS).status().decision().kind()).isEqualTo(Decision.Kind.APPROVED);
        assertThat(decision().kind()).isEqualTo(Decision.Kind.APPROVED);
    }
}
