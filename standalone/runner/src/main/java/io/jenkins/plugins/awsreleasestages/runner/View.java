package io.jenkins.plugins.awsreleasestages.runner;

import com.cloudbees.groovy.cps.Outcome;
import hudson.AbortException;
import hudson.model.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** Shows the run on the terminal, and writes the same, without ornament, to the log file. */
final class View {

    private final PrintStream out;
    private final boolean styled;
    private final FileChannel log;
    private List<StageRecord> stages = new ArrayList<>();
    private String statusLine = "";
    private boolean asking;
    /** What a person is being asked; it stays the last thing on the terminal while others print. */
    private String question = "";

    View(PrintStream out, boolean styled, Path logFile) throws IOException {
        this.out = out;
        this.styled = styled;
        this.log = FileChannel.open(logFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        log.position(log.size());
        if (styled) {
            Timer.get().scheduleWithFixedDelay(this::refresh, 500, 500, TimeUnit.MILLISECONDS);
        }
    }

    /** Goes on where the saved program stood: what was logged after that will be logged again. */
    synchronized void resume(List<StageRecord> saved, long logLength) throws IOException {
        stages = new ArrayList<>(saved);
        if (log.size() > logLength) {
            log.truncate(logLength);
        }
        log.position(log.size());
    }

    synchronized long logLength() {
        try {
            return log.position();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Lines.

    LineLog lines(List<BodyRun> bodies) {
        String indent =
                "  ".repeat((int) bodies.stream().filter(BodyRun::isStage).count());
        String branch = bodies.stream()
                .filter(BodyRun::isBranch)
                .map(body -> "[" + body.name() + "] ")
                .collect(Collectors.joining());
        return new LineLog(line -> print(indent, branch, Hyperlinks.plain(line)));
    }

    private void print(String indent, String branch, String line) {
        show(indent + branch + line, indent + Style.DIM.of(branch) + line);
    }

    /** A line of the run itself. */
    void say(String line) {
        show(line, line);
    }

    private synchronized void show(String plain, String rich) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap((plain + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                log.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        clearStatus();
        if (!question.isEmpty()) {
            out.print(styled ? "\r\u001b[2K" : "\n");
        }
        out.print((styled ? rich : plain) + "\n" + question);
        drawStatus();
        out.flush();
    }

    // Stages.

    synchronized StageRecord stageBegins(BodyRun body) {
        List<BodyRun> around = body.owner().bodies();
        int depth = (int) around.stream().filter(BodyRun::isStage).count();
        String branch =
                around.stream().filter(BodyRun::isBranch).map(BodyRun::name).collect(Collectors.joining(" / "));
        StageRecord stage = new StageRecord(body.name(), depth, branch);
        body.stage(stage);
        stages.add(stage);
        String indent = "  ".repeat(depth);
        String at = branch.isEmpty() ? "" : " [" + branch + "]";
        show(indent + "> " + stage.name + at, indent + Style.BOLD.of("▶ " + stage.name) + Style.DIM.of(at));
        return stage;
    }

    void bodyEnded(BodyRun body, Outcome outcome) {
        StageRecord stage = body.stage();
        if (stage == null) {
            return;
        }
        stage.millis = System.currentTimeMillis() - stage.started;
        stage.result = (outcome.isSuccess() ? Result.SUCCESS : resultOf(outcome.getAbnormal())).toString();
        String indent = "  ".repeat(stage.depth);
        String what = stage.name + "  " + elapsed(stage.millis);
        show(
                indent + "< " + what + "  " + stage.result.toLowerCase(Locale.ROOT),
                indent + symbol(stage.result) + " " + what);
    }

    static Result resultOf(Throwable problem) {
        return problem instanceof FlowInterruptedException interrupted ? interrupted.getResult() : Result.FAILURE;
    }

    /** Says why the program failed, and what result that gives. */
    Result explain(Build build, Throwable problem) {
        if (problem instanceof FlowInterruptedException interrupted) {
            interrupted.getCauses().forEach(cause -> say(cause.getShortDescription()));
            return interrupted.getResult();
        }
        describe(problem).lines().forEach(line -> show(line, Style.RED.of(line)));
        return Result.FAILURE;
    }

    /** A message alone where it was meant for people; everything where it was not. */
    static String describe(Throwable problem) {
        if (problem instanceof AbortException) {
            return "ERROR: " + problem.getMessage();
        }
        String where = Jenkinsfile.place(problem);
        if (problem instanceof groovy.lang.MissingPropertyException
                || problem instanceof groovy.lang.MissingMethodException
                || problem instanceof IllegalArgumentException) {
            return "ERROR: " + where + problem.getMessage();
        }
        StringWriter text = new StringWriter();
        problem.printStackTrace(new PrintWriter(text));
        return where.isEmpty() ? text.toString() : "ERROR: " + where + problem + "\n" + text;
    }

    // The line at the bottom: what runs, and for how long.

    private synchronized void refresh() {
        clearStatus();
        drawStatus();
        out.flush();
    }

    private void clearStatus() {
        if (!statusLine.isEmpty()) {
            out.print("\r\u001b[2K");
            statusLine = "";
        }
    }

    private void drawStatus() {
        if (!styled || asking) {
            return;
        }
        statusLine = stages.stream()
                .filter(stage -> stage.result == null || stage.millis == 0)
                .map(stage -> stage.name + " " + elapsed(System.currentTimeMillis() - stage.started))
                .collect(Collectors.joining(" · "));
        if (!statusLine.isEmpty()) {
            out.print(Style.CYAN.of("◐ " + statusLine));
        }
    }

    /** While a person is asked, nothing may overwrite the question. */
    synchronized void asking(boolean now) {
        clearStatus();
        asking = now;
        question = "";
    }

    boolean isStyled() {
        return styled;
    }

    synchronized void prompt(String text) {
        clearStatus();
        question = styled ? Style.BOLD.of(text) : text;
        out.print(question);
        out.flush();
    }

    /** Who was asked has pressed Enter: the question stands on a line of its own now. */
    synchronized void answered() {
        question = "";
    }

    // The end.

    void summary(Build build, Result result) {
        say("");
        for (StageRecord stage : stages) {
            String name =
                    "  ".repeat(stage.depth) + stage.name + (stage.branch.isEmpty() ? "" : " [" + stage.branch + "]");
            String padded = String.format("%-40s %8s", name, elapsed(stage.millis));
            String end = stage.result == null ? "ABORTED" : stage.result;
            show(padded + "  " + end.toLowerCase(Locale.ROOT), symbol(end) + " " + padded);
        }
        String total = "#" + build.number + "  " + result + "  " + elapsed(build.getDuration());
        show(total, symbol(result.toString()) + " " + Style.BOLD.of(total));
    }

    List<StageRecord> stages() {
        return stages;
    }

    void close() {
        asking(true);
    }

    static String elapsed(long millis) {
        if (millis < 10_000) {
            return String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
        }
        long seconds = millis / 1000;
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m " + seconds % 60 + "s";
    }

    private static String symbol(String result) {
        return switch (result) {
            case "SUCCESS" -> Style.GREEN.of("✔");
            case "UNSTABLE" -> Style.YELLOW.of("!");
            case "FAILURE" -> Style.RED.of("✘");
            default -> Style.DIM.of("■");
        };
    }

    private enum Style {
        BOLD(1),
        DIM(2),
        RED(31),
        GREEN(32),
        YELLOW(33),
        CYAN(36);

        private final int code;

        Style(int code) {
            this.code = code;
        }

        String of(String text) {
            return text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
        }
    }
}
