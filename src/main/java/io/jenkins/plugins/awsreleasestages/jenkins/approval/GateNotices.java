package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.StageScope;
import io.jenkins.plugins.awsreleasestages.jenkins.notice.Notices;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.awsreleasestages.notice.Notice;
import io.jenkins.plugins.awsreleasestages.notice.Notice.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import jenkins.model.Jenkins;

/**
 * What is told of a gate, at which people are asked or not. It may be told any number of times, as after a restart: it is sent once.
 *
 * @param stage null where the gate is in none
 */
record GateNotices(Run<?, ?> run, StageScope stage) {

    private static final Duration LATEST_WARNING = Duration.ofHours(1);

    /**
     * The gate is open.
     *
     * @param told what the log should say of notices that do not get through
     * @return to end it
     */
    Scheduler.Scheduled isOpen(Gate gate, Consumer<String> told) {
        if (gate.terms().rules().isEmpty()) {
            return () -> {};
        }
        Scheduler.Scheduled listening = Notices.listen(gate.id(), told);
        tell(gate, opened(gate));
        Duration wait = Duration.between(Instant.now(), warning(gate));
        Scheduler.Scheduled warning = ActionThreads.get()
                .after(wait.isNegative() ? Duration.ZERO : wait, () -> tell(gate, expiresSoon(gate)));
        return () -> {
            listening.cancel();
            warning.cancel();
        };
    }

    /** Of a gate that asks nobody only those hear who are named. */
    void isDecided(GateStatus status) {
        if (status.gate().terms().rules().isEmpty()) {
            Notices.tellOnly(run, decided(status), named(status.gate()));
        } else {
            tell(status.gate(), decided(status));
        }
    }

    private void tell(Gate gate, Notice notice) {
        Notices.tell(run, notice, named(gate));
    }

    /** By the step, by the stages around it, and by policies: also by one that was met when the stage was entered. */
    private List<String> named(Gate gate) {
        List<String> names = new ArrayList<>(gate.terms().receivers());
        if (stage != null) {
            names.addAll(stage.receivers());
            names.addAll(ReleasePolicies.receivers(run, stage.name()));
        }
        return names;
    }

    /** An hour before it is too late; with a short time limit when three quarters of it are over. */
    static Instant warning(Gate gate) {
        Duration quarter = Duration.between(gate.asked(), gate.deadline()).dividedBy(4);
        return gate.deadline().minus(quarter.compareTo(LATEST_WARNING) < 0 ? quarter : LATEST_WARNING);
    }

    Notice opened(Gate gate) {
        List<String> lines = new ArrayList<>();
        lines.add("Run: " + run.getFullDisplayName());
        lines.add("May decide: " + gate.approverNames());
        lines.add("Until: " + Gate.inWords(gate.deadline()));
        return notice(gate, Kind.GATE_OPENED, "Approval needed: " + title(gate), lines, gate.asked());
    }

    Notice expiresSoon(Gate gate) {
        Notice opened = opened(gate);
        String subject = "Approval needed soon: " + title(gate);
        return notice(gate, Kind.GATE_EXPIRES_SOON, subject, opened.lines(), warning(gate));
    }

    Notice decided(GateStatus status) {
        Gate gate = status.gate();
        Decision decision = status.decision();
        List<String> lines = new ArrayList<>();
        lines.add("Run: " + run.getFullDisplayName());
        if (!decision.reason().isBlank()) {
            lines.add("Reason: " + decision.reason());
        }
        return notice(gate, Kind.GATE_DECIDED, decision.answer() + ": " + title(gate), lines, decision.at());
    }

    private static String title(Gate gate) {
        return gate.message().lines().findFirst().orElse("");
    }

    private Notice notice(Gate gate, Kind kind, String subject, List<String> lines, Instant at) {
        String root = Jenkins.get().getRootUrl();
        return new Notice(
                run.getExternalizableId() + "/" + gate.id() + "/" + kind,
                kind,
                run.getParent().getFullName(),
                run.getExternalizableId(),
                stage == null ? null : stage.name(),
                gate.id(),
                subject,
                lines,
                root == null ? null : root + run.getUrl() + ApprovalAction.URL + "/#gate-" + gate.id(),
                at,
                kind.asks() ? gate.deadline() : null);
    }
}
