package io.jenkins.plugins.awsreleasestages.runner;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Continuation;
import com.cloudbees.groovy.cps.Next;
import com.cloudbees.groovy.cps.Outcome;
import com.cloudbees.groovy.cps.impl.CpsCallableInvocation;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import groovy.lang.Closure;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.model.Computer;
import hudson.model.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Runs the program, on one thread: its own. Others hand it tasks. Whenever nothing is left to run, the program is
 * saved.
 */
public final class Interpreter {

    /** Saving walks through the program's whole tree of calls. */
    private static final long STACK = 256L << 20;

    private static final int WRITE_ATTEMPTS = 20;

    private static final List<Class> CATEGORIES =
            Stream.concat(Continuable.categories.stream(), Stream.of(SerializableIterators.class))
                    .toList();

    private final Build build;
    private final View view;
    private final Catalog catalog;
    private final Binder binder;
    private final SavedProgram saved;
    private final LocalComputer computer = new LocalComputer();
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final List<SettableFuture<Void>> waitingForSave = new ArrayList<>();
    private final CompletableFuture<Result> end = new CompletableFuture<>();
    private Runnable whenIdle = () -> {};
    private volatile Program program = new Program();
    private volatile Thread thread;
    private Fiber current;
    private boolean changed;
    private boolean stopped;

    Interpreter(Build build, View view, Catalog catalog, ClassLoader loader) {
        this.build = build;
        this.view = view;
        this.catalog = catalog;
        this.binder = new Binder(catalog);
        this.saved = new SavedProgram(build.folder().resolve(Build.PROGRAM), loader, this);
    }

    Build build() {
        return build;
    }

    View view() {
        return view;
    }

    Computer computer() {
        return computer;
    }

    Binder binder() {
        return binder;
    }

    Program program() {
        return program;
    }

    /** Completes when the program has ended. */
    CompletableFuture<Result> end() {
        return end;
    }

    /** Called on the program's thread whenever nothing runs and everything is saved. */
    void whenIdle(Runnable task) {
        whenIdle = task;
    }

    // Beginning, going on.

    void begin(PipelineScript script) {
        post(() -> {
            script.bind(this);
            program.script = script;
            Fiber main = new Fiber(null);
            main.program = new Continuable(script);
            main.next = new Outcome(null, null);
            program.fibers.add(main);
        });
        runLoop();
    }

    void resume() throws IOException {
        SavedProgram.Loaded loaded = saved.read();
        program = loaded.program();
        view.resume(program.stages, loaded.logLength());
        post(this::wakeSteps);
        runLoop();
    }

    private void wakeSteps() {
        for (Fiber fiber : List.copyOf(program.fibers)) {
            StepCall call = fiber.waitingFor;
            if (call == null) {
                continue;
            }
            if (call.outcome() != null) {
                goOnAfter(call);
                continue;
            }
            try {
                call.execution().onResume();
            } catch (Throwable e) {
                call.onFailure(e);
            }
        }
    }

    private void runLoop() {
        thread = new Thread(null, this::loop, "program", STACK);
        thread.setDaemon(true);
        thread.start();
    }

    /** Leaves the program as it was saved. Nothing is written any more when this returns. */
    void close() throws InterruptedException {
        post(() -> stopped = true);
        thread.join();
    }

    // The loop.

    void post(Runnable task) {
        tasks.add(task);
    }

    private void loop() {
        try {
            while (!stopped) {
                Runnable task = tasks.take();
                do {
                    perform(task);
                    runFibers();
                    task = tasks.poll();
                } while (task != null && waitingForSave.isEmpty());
                if (task != null) {
                    perform(task);
                    runFibers();
                }
                if (!stopped) {
                    save();
                    if (tasks.isEmpty()) {
                        whenIdle.run();
                    }
                }
            }
        } catch (Throwable e) {
            end.completeExceptionally(e);
        }
    }

    private void perform(Runnable task) {
        changed = true;
        task.run();
    }

    private void runFibers() throws IOException {
        for (Fiber fiber = program.nextRunnable(); fiber != null && !stopped; fiber = program.nextRunnable()) {
            advance(fiber);
        }
    }

    private void advance(Fiber fiber) throws IOException {
        Outcome with = fiber.next;
        fiber.next = null;
        fiber.waitingFor = null;
        current = fiber;
        Outcome yielded;
        CpsCallableInvocation.registerMismatchHandler(this::mismatch);
        try {
            yielded = fiber.program.run0(with, CATEGORIES);
        } catch (RuntimeException | Error e) {
            ended(fiber, new Outcome(null, e));
            return;
        } finally {
            CpsCallableInvocation.registerMismatchHandler(null);
        }
        if (yielded.isSuccess() && yielded.getNormal() instanceof StepRequest request) {
            start(fiber, request);
        } else {
            ended(fiber, yielded);
        }
    }

    /**
     * A closure was given to a method that is not part of the program, such as {@code sort}: what the closure returns
     * is then taken for what the method returns. Jenkins warns of it in these words.
     */
    private void mismatch(Object expectedReceiver, String expectedName, Object actualReceiver, String actualName) {
        view.say("expected to call " + described(expectedReceiver, expectedName) + " but wound up catching "
                + described(actualReceiver, actualName) + "; see:"
                + " https://jenkins.io/redirect/pipeline-cps-method-mismatches/. Here that means: the value is wrong."
                + " Put the call into a method with @NonCPS.");
    }

    private static String described(Object receiver, String name) {
        return receiver == null ? name : receiver.getClass().getName() + "." + name;
    }

    private void ended(Fiber fiber, Outcome outcome) throws IOException {
        program.fibers.remove(fiber);
        if (fiber.body == null) {
            finish(outcome);
            return;
        }
        view.bodyEnded(fiber.body, outcome);
        fiber.body.ended(outcome);
    }

    private void start(Fiber fiber, StepRequest request) {
        StepDescriptor descriptor = catalog.step(request.name);
        List<Object> arguments = new ArrayList<>(Arrays.asList(request.arguments));
        Closure<?> body = null;
        if (descriptor.takesImplicitBlockArgument()
                && !arguments.isEmpty()
                && arguments.get(arguments.size() - 1) instanceof Closure<?> last) {
            body = last;
            arguments.remove(arguments.size() - 1);
        }
        StepCall call = new StepCall(this, program.newId(), request.name, Map.of(), body);
        call.in(fiber);
        fiber.waitingFor = call;
        try {
            if (fiber.interrupt != null) {
                Throwable interrupt = fiber.interrupt;
                fiber.interrupt = null;
                throw interrupt;
            }
            Step step = step(descriptor, arguments);
            call.checkContext(descriptor);
            StepExecution execution = step.start(call);
            call.started(execution);
            boolean done = execution.start();
            if (done && call.outcome() == null) {
                throw new IllegalStateException(request.name + " said that it was done, but gave no result");
            }
        } catch (BadArguments e) {
            call.onFailure(new AbortException(e.getMessage()));
        } catch (Throwable e) {
            call.onFailure(e);
        }
    }

    private Step step(StepDescriptor descriptor, List<Object> arguments) throws Exception {
        if (descriptor instanceof FreeArguments free) {
            return free.step(Binder.byName(descriptor.getFunctionName(), arguments));
        }
        return descriptor.newInstance(Binder.named(descriptor.getFunctionName(), descriptor.clazz, arguments));
    }

    /** A step has ended: its fiber goes on with what it gave. */
    void goOnAfter(StepCall call) {
        call.endLog();
        if (call.fiber().waitingFor == call && call.fiber().next == null) {
            call.fiber().next = call.outcome();
        }
    }

    // Bodies.

    void launch(BodyRun body) {
        if (Thread.currentThread() == thread) {
            begin(body);
        } else {
            post(() -> begin(body));
        }
    }

    private void begin(BodyRun body) {
        Fiber fiber = new Fiber(body);
        fiber.program = new Continuable(call(body.closure()));
        fiber.next = new Outcome(null, null);
        program.fibers.add(fiber);
        if (body.isStage()) {
            program.stages.add(view.stageBegins(body));
        }
        body.begun();
    }

    private static Next call(Closure<?> closure) {
        try {
            return Next.terminate(closure.call());
        } catch (CpsCallableInvocation e) {
            return e.invoke(null, null, Continuation.HALT);
        }
    }

    /** A workspace that no other {@code node} works in. */
    public Path freeWorkspace() {
        String base = build.record().workspace;
        Set<String> taken = program.workspaces();
        String free = base;
        for (int i = 2; taken.contains(free); i++) {
            free = base + "@" + i;
        }
        return Path.of(free);
    }

    public Path folder() {
        return build.folder();
    }

    // Stopping.

    /** As a person would from the outside. */
    void abort(Throwable cause) {
        post(() -> stop(null, cause));
    }

    void stop(BodyRun body, Throwable cause) {
        for (Fiber fiber : program.fibersBelow(body)) {
            if (fiber.waitingFor == null || fiber.next != null) {
                fiber.interrupt = cause;
            }
        }
        for (StepCall call : leavesBelow(body)) {
            try {
                call.execution().stop(cause);
            } catch (Throwable e) {
                call.onFailure(e);
            }
        }
    }

    List<StepCall> leavesBelow(BodyRun body) {
        return program.leavesBelow(body).stream()
                .filter(call -> call.outcome() == null && call.execution() != null)
                .toList();
    }

    private void finish(Outcome outcome) throws IOException {
        Result result = build.getResult() == null ? Result.SUCCESS : build.getResult();
        if (outcome.isFailure()) {
            result = Result.combine(result, view.explain(build, outcome.getAbnormal()));
        }
        build.ended(result, System.currentTimeMillis() - build.getStartTimeInMillis());
        build.save();
        stopped = true;
        end.complete(result);
    }

    // Saving.

    ListenableFuture<Void> saveSoon() {
        SettableFuture<Void> future = SettableFuture.create();
        post(() -> waitingForSave.add(future));
        return future;
    }

    private void save() {
        if (!changed) {
            return;
        }
        changed = false;
        List<SettableFuture<Void>> waiting = List.copyOf(waitingForSave);
        waitingForSave.clear();
        try {
            write();
            waiting.forEach(future -> future.set(null));
        } catch (IOException | RuntimeException e) {
            waiting.forEach(future -> future.setException(e));
            throw new IllegalStateException("The program cannot be saved: " + e.getMessage(), e);
        }
    }

    /** A step may change a list of its own on its own thread while it is being written; then it is written again. */
    private void write() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                build.save();
                saved.write(program, view::logLength);
                return;
            } catch (ConcurrentModificationException e) {
                if (attempt == WRITE_ATTEMPTS) {
                    throw e;
                }
                Thread.yield();
            }
        }
    }

    // What a Jenkinsfile may ask for.

    boolean isStep(String name) {
        return catalog.step(name) != null;
    }

    boolean isSymbol(String name) {
        return catalog.symbol(name) != null;
    }

    SymbolCall symbol(String name, Object[] arguments) {
        try {
            Class<?> type = catalog.symbol(name).clazz;
            return new SymbolCall(name, Binder.named(name, type, Arrays.asList(arguments)));
        } catch (BadArguments e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    Map<String, String> params() {
        return new TreeMap<>(build.params());
    }

    Map<String, String> assignedEnv() {
        return program.env;
    }

    void assignEnv(String name, String value) {
        if (value == null) {
            program.env.remove(name);
        } else {
            program.env.put(name, value);
        }
    }

    /** The environment of the code that runs now. */
    EnvVars environment() {
        StepCall here = new StepCall(this, 0, "env", Map.of(), null);
        here.in(current);
        try {
            return here.get(EnvVars.class);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new EnvVars();
        }
    }
}
