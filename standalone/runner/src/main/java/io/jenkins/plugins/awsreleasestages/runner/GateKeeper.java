package io.jenkins.plugins.awsreleasestages.runner;

import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Decision.Kind;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.ChangeSetRecord;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.ChangeSetsAction;
import io.jenkins.plugins.awsreleasestages.runner.Options.GateMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;

/** Answers the gates of a run: as the command line says, or by asking on the terminal. */
final class GateKeeper {

    /** How long a resumed gate may take to find that it was decided already. */
    private static final long GRACE_MILLIS = 1000;

    private final Interpreter interpreter;
    private final View view;
    private final GateMode mode;
    private final BufferedReader terminal;
    private final Runnable leave;
    private final boolean resumed;
    private final Set<StepCall> seen = new HashSet<>();
    private final List<StepCall> toAsk = new ArrayList<>();
    private boolean asking;
    private boolean leaving;

    /**
     * @param terminal null when there is nobody to ask
     * @param resumed whether the run goes on after a restart
     * @param leave ends this process, with the run saved
     */
    GateKeeper(
            Interpreter interpreter,
            View view,
            GateMode mode,
            BufferedReader terminal,
            boolean resumed,
            Runnable leave) {
        this.interpreter = interpreter;
        this.view = view;
        this.mode = mode;
        this.terminal = terminal;
        this.leave = leave;
        this.resumed = resumed;
    }

    /** On the program's thread, when it is idle and saved. */
    void look() {
        List<StepCall> leaves = interpreter.leavesBelow(null);
        boolean onlyGates = !leaves.isEmpty();
        for (StepCall call : leaves) {
            Gate gate = Gate.of(call.execution());
            if (gate == null) {
                onlyGates = false;
            } else if (seen.add(call)) {
                opened(call, gate);
            }
        }
        if (onlyGates && mode == GateMode.ASK && terminal == null && !leaving) {
            leaving = true;
            Timer.get()
                    .schedule(() -> interpreter.post(this::leaveIfStillWaiting), GRACE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void leaveIfStillWaiting() {
        leaving = false;
        List<StepCall> leaves = interpreter.leavesBelow(null);
        if (!leaves.isEmpty() && leaves.stream().allMatch(call -> Gate.of(call.execution()) != null)) {
            leave.run();
        }
    }

    private void opened(StepCall call, Gate gate) {
        if (mode != GateMode.ASK) {
            boolean approve = mode == GateMode.APPROVE;
            standalone.Workers.submit(() -> decide(gate, approve, approve ? "--approve" : "--reject"));
            return;
        }
        if (terminal != null) {
            toAsk.add(call);
            askNext();
        }
    }

    /** One question at a time, on a thread of its own: reading from a terminal cannot be interrupted. */
    private void askNext() {
        if (asking || toAsk.isEmpty()) {
            return;
        }
        asking = true;
        StepCall call = toAsk.remove(0);
        Thread thread = new Thread(() -> ask(call), "terminal");
        thread.setDaemon(true);
        thread.start();
    }

    private void ask(StepCall call) {
        view.asking(true);
        try {
            Gate gate = Gate.of(call.execution());
            if (gate != null && call.outcome() == null) {
                ask(call, gate);
            }
        } catch (IOException e) {
            interpreter.post(leave);
        } finally {
            view.asking(false);
            interpreter.post(() -> {
                asking = false;
                askNext();
            });
        }
    }

    private void ask(StepCall call, Gate gate) throws IOException {
        if (resumed) {
            showChangeSets();
        }
        if (gate.isRuled()) {
            view.say("On this machine, whoever answers here decides for all of them.");
        }
        Boolean approve = yesOrNo(gate.question().stream().findFirst().orElse("") + " Approve? [yes/no] ");
        if (approve == null) {
            interpreter.post(leave);
            return;
        }
        String reason = read("Reason (may be empty): ");
        if (call.outcome() == null) {
            decide(gate, approve, reason);
        }
    }

    /** Asks until it is answered; null where nobody is there any more. */
    private Boolean yesOrNo(String question) throws IOException {
        while (true) {
            String answer = read(question);
            if (answer == null) {
                return null;
            }
            switch (answer.strip().toLowerCase(Locale.ROOT)) {
                case "y", "yes" -> {
                    return true;
                }
                case "n", "no" -> {
                    return false;
                }
                default -> view.say("Please answer yes or no. Ctrl-C aborts the run.");
            }
        }
    }

    private String read(String prompt) throws IOException {
        view.prompt(prompt);
        try {
            return terminal.readLine();
        } finally {
            view.answered();
        }
    }

    /** What was shown before the restart is on another screen. */
    private void showChangeSets() {
        ChangeSetsAction action = interpreter.build().getAction(ChangeSetsAction.class);
        if (action == null) {
            return;
        }
        for (ChangeSetRecord changeSet : action.getChangeSets()) {
            if (!changeSet.getStatus().isEmpty()) {
                continue;
            }
            view.say("Change set " + changeSet.getName() + " of stack " + changeSet.getStack() + ": "
                    + changeSet.getSummary());
            for (ChangeSetRecord.Line line : changeSet.getLines()) {
                view.say(("  " + line.getSign() + " " + line.getLogicalId() + "  " + line.getType() + "  "
                                + line.getRemarks())
                        .stripTrailing());
                line.getDetails().forEach(detail -> view.say("      " + detail));
            }
        }
    }

    private void decide(Gate gate, boolean approve, String reason) {
        try {
            Decision taken = gate.decide(approve, me(), reason);
            if (taken != null && taken.kind() != (approve ? Kind.APPROVED : Kind.REJECTED)) {
                view.say("Too late, it does not count. " + taken.sentence());
            }
        } catch (IOException | RuntimeException e) {
            view.say("Nothing was decided: " + e.getMessage());
            interpreter.post(leave);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String me() {
        return System.getProperty("user.name");
    }
}
