package io.jenkins.plugins.awsreleasestages.runner;

import hudson.model.Result;
import hudson.model.TaskListener;
import hudson.slaves.ComputerListener;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import io.jenkins.plugins.awsreleasestages.runner.Options.WrongUsage;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import jenkins.model.CauseOfInterruption.UserInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import sun.misc.Signal;

/** Runs a Jenkinsfile on this machine. */
public final class Main {
    static final int SUCCESS = 0;
    static final int FAILED = 1;
    static final int REFUSED = 2;
    static final int OTHER = 3;

    private final Options options;
    private final PrintStream out;
    private final CompletableFuture<Integer> left = new CompletableFuture<>();
    private View view;

    private Main(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String... args) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        int status = run(out, System.err, args);
        out.flush();
        // Threads of the SDK and of steps may still be there.
        Runtime.getRuntime().halt(status);
    }

    static int run(PrintStream out, PrintStream err, String... args) {
        try {
            return new Main(Options.parse(args), out).run();
        } catch (WrongUsage e) {
            err.println(e.getMessage() + "\n\n" + Options.USAGE);
            return REFUSED;
        } catch (Jenkinsfile.Refused e) {
            err.println(e.getMessage());
            return REFUSED;
        } catch (IOException e) {
            err.println("ERROR: " + e.getMessage());
            return REFUSED;
        } catch (ExecutionException e) {
            err.println("ERROR: " + e.getCause().getMessage());
            e.getCause().printStackTrace(err);
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OTHER;
        }
    }

    private int run() throws IOException, WrongUsage, Jenkinsfile.Refused, ExecutionException, InterruptedException {
        if (!Files.isRegularFile(options.jenkinsfile())) {
            throw new IOException("There is no file " + options.jenkinsfile());
        }
        try (Home home = Home.open(options.home())) {
            standalone.Host.set(new LocalHost(home.root(), null));
            // This machine's identity is that of whoever runs the Jenkinsfile.
            AwsReleaseStagesConfiguration.get().setControllerIdentity(true);
            EnvironmentsFile.use(home.environments());
            Catalog catalog = new Catalog();
            return options.resume() ? resume(home, catalog) : begin(home, catalog);
        }
    }

    private int begin(Home home, Catalog catalog)
            throws IOException, Jenkinsfile.Refused, ExecutionException, InterruptedException {
        String text = Files.readString(options.jenkinsfile());
        Jenkinsfile jenkinsfile = Jenkinsfile.compile(text, catalog);
        Optional<Path> before = home.lastBuild();
        if (before.isPresent()) {
            Build last = Build.open(before.get());
            if (last.finished()) {
                Files.deleteIfExists(last.folder().resolve(Build.PROGRAM));
            } else {
                out.println("#" + last.number + " did not end; --resume would have gone on with it.");
            }
        }
        BuildRecord record = new BuildRecord();
        record.started = System.currentTimeMillis();
        record.workspace = options.workspace().toString();
        record.endpoint = options.endpoint();
        record.params.putAll(options.params());
        record.env.putAll(options.env());
        Build build = Build.open(home.newBuild(text, record));
        return host(home, build, catalog, jenkinsfile, false);
    }

    private int resume(Home home, Catalog catalog)
            throws IOException, WrongUsage, Jenkinsfile.Refused, ExecutionException, InterruptedException {
        Optional<Path> last = home.lastBuild();
        if (last.isEmpty()) {
            throw new WrongUsage("Nothing to resume in " + home.root());
        }
        Build build = Build.open(last.get());
        if (build.finished()) {
            Result result = ResultFile.read(build);
            out.println("#" + build.number + " has ended already: " + result);
            return status(result);
        }
        refuseChanges("--param", options.params(), build.record().params);
        refuseChanges("--env", options.env(), build.record().env);
        String text = Files.readString(build.folder().resolve(Build.JENKINSFILE));
        return host(home, build, catalog, Jenkinsfile.compile(text, catalog), build.begun());
    }

    /** To say again what the run was started with is no mistake. */
    private static void refuseChanges(String option, Map<String, String> given, Map<String, String> first)
            throws WrongUsage {
        for (Map.Entry<String, String> pair : given.entrySet()) {
            if (!pair.getValue().equals(first.get(pair.getKey()))) {
                throw new WrongUsage(option + " " + pair.getKey()
                        + " is not what the run was started with; it cannot change when the run is resumed");
            }
        }
    }

    private int host(Home home, Build build, Catalog catalog, Jenkinsfile jenkinsfile, boolean goOn)
            throws IOException, ExecutionException, InterruptedException {
        useEndpoint(build);
        boolean styled = System.console() != null && !options.plain() && !isSet(System.getenv("NO_COLOR"));
        view = new View(out, styled, build.folder().resolve(Build.LOG));
        Interpreter interpreter = new Interpreter(build, view, catalog, jenkinsfile.loader());
        standalone.Host.set(new LocalHost(home.root(), interpreter));
        for (ComputerListener listener : ComputerListener.all()) {
            listener.onOnline(interpreter.computer(), TaskListener.NULL);
        }
        // Left when all is on disk, and nothing is being written any more.
        Runnable leave = () -> interpreter.saveSoon().addListener(() -> left.complete(OTHER), Runnable::run);
        GateKeeper gates = new GateKeeper(interpreter, view, options.gates(), terminal(), goOn, leave);
        interpreter.whenIdle(gates::look);
        abortOnInterrupt(interpreter);
        if (goOn) {
            out.println("#" + build.number + " goes on");
            interpreter.resume();
        } else {
            view.resume(List.of(), 0);
            interpreter.begin(jenkinsfile.script());
        }
        interpreter.end().whenComplete((result, problem) -> {
            if (problem != null) {
                left.completeExceptionally(problem);
            } else {
                left.complete(-1);
            }
        });
        if (left.get() == OTHER) {
            interpreter.close();
            view.close();
            out.println("Waiting at a gate. "
                    + "To go on: --resume --approve, --resume --reject, or --resume on a terminal.");
            return OTHER;
        }
        return ended(build, interpreter.end().get());
    }

    private int ended(Build build, Result result) throws IOException {
        view.summary(build, result);
        view.close();
        ResultFile.write(build, result, view.stages());
        Files.deleteIfExists(build.folder().resolve(Build.PROGRAM));
        hudson.Util.deleteRecursive(build.folder().resolve("steps").toFile());
        return status(result);
    }

    private static int status(Result result) {
        if (result == Result.SUCCESS) {
            return SUCCESS;
        }
        return result == Result.FAILURE ? FAILED : OTHER;
    }

    private static boolean isSet(String variable) {
        return variable != null && !variable.isEmpty();
    }

    private void useEndpoint(Build build) {
        String endpoint = options.endpoint() != null ? options.endpoint() : build.record().endpoint;
        if (endpoint != null) {
            System.setProperty("aws.endpointUrl", endpoint);
            // Else the AWS CLI in a script would talk to AWS itself.
            build.useInCommands("AWS_ENDPOINT_URL", endpoint);
        }
        for (String region : List.of("AWS_REGION", "AWS_DEFAULT_REGION")) {
            if (isSet(System.getenv(region))) {
                build.useInCommands(region, System.getenv(region));
            }
        }
    }

    private static BufferedReader terminal() {
        Console console = System.console();
        return console == null ? null : new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }

    private void abortOnInterrupt(Interpreter interpreter) {
        boolean[] before = {false};
        Signal.handle(new Signal("INT"), signal -> {
            if (before[0]) {
                Runtime.getRuntime().halt(130);
            }
            before[0] = true;
            view.say("Aborting. (Ctrl-C again stops at once; --resume would then go on.)");
            UserInterruption me = new UserInterruption(System.getProperty("user.name"));
            interpreter.abort(new FlowInterruptedException(Result.ABORTED, me));
        });
    }
}
