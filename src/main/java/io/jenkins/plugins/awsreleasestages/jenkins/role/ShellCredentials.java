package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.AgentFolders;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import java.io.File;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jenkins.MasterToSlaveFileCallable;
import jenkins.model.Jenkins;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * The credentials that the commands of one block use, and the files on the agents that hold them: put there when a
 * command is started, renewed while the block runs, removed at its end. Saved with the program: where the files are,
 * never what is in them.
 */
final class ShellCredentials implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Whose credentials they are. Saved with the program, where that is: such a source is serializable. */
    interface Source {

        /** @throws RemoteFailure when there are none, with the role and the reason */
        AwsCredentials credentials();

        TaskListener listener();

        Run<?, ?> run();

        /** Brings the places to disk. */
        void save();
    }

    private static final String NONE = "the-role-could-not-be-assumed";

    /** A command that is started with less would meet their end at once. */
    private static final Duration TOO_SHORT = Duration.ofSeconds(4);

    /** For all agents together, in seconds: one that does not answer must not hold up the others. */
    private static final long AGENT_SECONDS = 20;

    private final Source source;
    private final String region;
    private final boolean exported;
    private final String name = "aws-" + UUID.randomUUID();

    /** Replaced, never changed: it may be being saved. */
    private volatile ArrayList<ShellPlace> places = new ArrayList<>();

    private transient volatile IssuedKeys current;
    private transient IssuedSecrets secrets;
    private transient Set<ShellPlace> away;
    private transient Set<ShellPlace> readBack;
    private transient Scheduler.Scheduled next;
    private transient String lastProblem;
    private transient boolean closed;

    /**
     * @param region null where the environment says it
     * @param exported whether commands get plain variables instead of files
     */
    ShellCredentials(Source source, String region, boolean exported) {
        this.source = source;
        this.region = region;
        this.exported = exported;
        begin();
    }

    private void begin() {
        secrets = new IssuedSecrets();
        away = ConcurrentHashMap.newKeySet();
        readBack = ConcurrentHashMap.newKeySet();
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        begin();
        readBack.addAll(places);
    }

    boolean exportsKeys() {
        return exported;
    }

    List<String> secrets() {
        return secrets.all();
    }

    /** Whether anything lies on an agent. */
    boolean used() {
        return !places.isEmpty();
    }

    /** Plain variables cannot be renewed in a running command, but the next one is to find fresh ones at hand. */
    void open() {
        if (exported) {
            renewAfter(atHand().untilRenewal(Instant.now()));
        }
    }

    /** After a restart of the controller. */
    void resume() {
        if (exported || used()) {
            renewAfter(Duration.ZERO);
        }
    }

    /** What the commands of the block see, on top of what is around it. */
    void expand(Map<String, String> env) {
        ShellFiles.OTHERS.stream().filter(env::containsKey).forEach(other -> env.put(other, ""));
        if (region != null) {
            env.put("AWS_REGION", region);
            env.put("AWS_DEFAULT_REGION", region);
        }
        if (exported) {
            export(env);
            return;
        }
        String temporary = env.get("WORKSPACE_TMP");
        if (temporary != null) {
            env.putAll(ShellFiles.variables(ShellFiles.child(temporary, name), region));
        }
    }

    /** Where there are none, a command fails: it is nobody else. */
    private void export(Map<String, String> env) {
        env.put(ShellFiles.NO_MACHINE, "true");
        IssuedKeys keys = keysOrNull();
        if (keys == null) {
            env.put("AWS_ACCESS_KEY_ID", NONE);
            env.put("AWS_SECRET_ACCESS_KEY", NONE);
            return;
        }
        env.put("AWS_ACCESS_KEY_ID", keys.accessKeyId());
        env.put("AWS_SECRET_ACCESS_KEY", keys.secretAccessKey());
        env.put("AWS_SESSION_TOKEN", keys.sessionToken() == null ? "" : keys.sessionToken());
    }

    /**
     * Puts the files where a command is about to be started.
     *
     * @param variables the command's own, as {@code NAME=value}
     * @return the variables with which it finds the files
     */
    String[] provide(Launcher launcher, String node, FilePath directory, String[] variables)
            throws IOException, InterruptedException {
        EnvVars env = new EnvVars();
        for (String variable : variables) {
            env.put(variable.substring(0, variable.indexOf('=', 1)), variable.substring(variable.indexOf('=', 1) + 1));
        }
        if (exported || isSaidInside(env)) {
            return variables;
        }
        FilePath folder = temporary(launcher.getChannel(), directory, env).child(name);
        put(node, folder, region != null ? region : env.get("AWS_REGION"));
        Map<String, String> own = new LinkedHashMap<>();
        ShellFiles.variables(folder.getRemote(), region).forEach((key, value) -> {
            if (env.getOrDefault(key, "").isEmpty()) {
                own.put(key, value);
            }
        });
        List<String> all = new ArrayList<>(List.of(variables));
        own.forEach((key, value) -> all.add(key + "=" + value));
        return all.toArray(new String[0]);
    }

    /** Whether a block inside this one, or the user there, has said something else: all else was unset at its beginning. */
    private boolean isSaidInside(EnvVars env) {
        String config = env.get("AWS_CONFIG_FILE", "");
        return config.isEmpty() ? !env.get("AWS_ACCESS_KEY_ID", "").isEmpty() : !config.contains(name);
    }

    private static FilePath temporary(VirtualChannel channel, FilePath directory, EnvVars env)
            throws IOException, InterruptedException {
        String ofWorkspace = env.get("WORKSPACE_TMP");
        if (ofWorkspace != null && !ofWorkspace.isEmpty()) {
            return new FilePath(channel, ofWorkspace);
        }
        FilePath beside = directory == null ? null : WorkspaceList.tempDir(directory);
        return beside != null ? beside : new FilePath(channel, new FilePath(channel, ".").act(new Temporary()));
    }

    /** @return the folder's path on the agent, below the temporary folder of the workspace */
    String put(String node, FilePath workspace) throws IOException, InterruptedException {
        FilePath beside = WorkspaceList.tempDir(workspace);
        if (beside == null) {
            throw new IOException("There is no place for the AWS credentials beside the workspace " + workspace);
        }
        FilePath folder = beside.child(name);
        put(node, folder, region);
        return folder.getRemote();
    }

    private void put(String node, FilePath folder, String where) throws IOException, InterruptedException {
        add(new ShellPlace(node, folder.getRemote()));
        String config = ShellFiles.config(folder.getRemote(), where);
        IssuedKeys written;
        do {
            written = keysOrNull();
            folder.act(new Put(config, written == null ? null : ShellFiles.credentials(written)));
            // Renewed meanwhile: the newer ones win.
        } while (written != null && written != current);
        renewalIsPlanned(written);
    }

    private IssuedKeys keysOrNull() {
        try {
            return atHand();
        } catch (RemoteFailure e) {
            complain(e);
            return current;
        }
    }

    /** Noted in two places: with the program, and for the sweep where no program is left that could remove it. */
    private synchronized void add(ShellPlace place) throws IOException {
        if (places.contains(place)) {
            return;
        }
        AgentFolders.add(place.node(), place.folder(), source.run());
        ArrayList<ShellPlace> more = new ArrayList<>(places);
        more.add(place);
        places = more;
        source.save();
    }

    private synchronized void forget(ShellPlace place) {
        ArrayList<ShellPlace> rest = new ArrayList<>(places);
        rest.remove(place);
        places = rest;
        AgentFolders.gone(place.node(), place.folder());
    }

    private IssuedKeys atHand() {
        IssuedKeys keys = current;
        return keys != null && !keys.endsWithin(TOO_SHORT, Instant.now()) ? keys : fresh();
    }

    private IssuedKeys fresh() {
        IssuedKeys keys = IssuedKeys.of(source.credentials(), Instant.now());
        // Before anybody can see them.
        secrets.add(keys.secrets());
        current = keys;
        return keys;
    }

    private synchronized void renewalIsPlanned(IssuedKeys keys) {
        if (next == null) {
            Instant now = Instant.now();
            renewAfter(keys == null ? IssuedKeys.untilRetry(null, now) : keys.untilRenewal(now));
        }
    }

    private synchronized void renewAfter(Duration delay) {
        if (closed) {
            return;
        }
        if (next != null) {
            next.cancel();
        }
        next = ActionThreads.get()
                .after(
                        delay,
                        () -> elsewhere(this::renew).whenComplete((done, late) -> {
                            if (late != null) {
                                renewAfter(IssuedKeys.untilRetry(current, Instant.now()));
                            }
                        }));
    }

    /** What waits for agents: one that hangs is to hold up nobody else. */
    private CompletionStage<?> elsewhere(Runnable work) {
        List<ShellPlace> now = places;
        String place = now.isEmpty() ? "AWS" : BlockingWork.agent(now.get(0).node());
        return BlockingWork.get()
                .at(Length.SHORT, place, this::say)
                .begin(() -> {
                    work.run();
                    return null;
                })
                .end();
    }

    /** As {@link #close}, and waits for nothing. */
    CompletionStage<?> closing() {
        return elsewhere(this::close);
    }

    /** Never fails: whatever happens, there is a next time. */
    private void renew() {
        IssuedKeys before = current;
        Duration pause;
        try {
            readBack();
            IssuedKeys keys = fresh();
            recovered();
            boolean everywhere = distribute(keys);
            Instant now = Instant.now();
            pause = everywhere ? keys.untilRenewal(now) : IssuedKeys.untilRetry(keys, now);
        } catch (InterruptedException e) {
            // The controller is going down.
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            complain(e);
            pause = IssuedKeys.untilRetry(before, Instant.now());
        }
        renewAfter(pause);
    }

    /** Said once, not at each try. */
    private synchronized void complain(RuntimeException e) {
        String problem = String.valueOf(e.getMessage());
        if (!problem.equals(lastProblem)) {
            lastProblem = problem;
            say("The AWS credentials of this block could not be renewed. " + problem
                    + " Its commands go on with those they have; trying again.");
        }
    }

    private synchronized void recovered() {
        if (lastProblem != null) {
            lastProblem = null;
            say("The AWS credentials of this block are renewed again.");
        }
    }

    private void say(String line) {
        source.listener().getLogger().println(line);
    }

    /** @return false when an agent could not be reached */
    private boolean distribute(IssuedKeys keys) throws InterruptedException {
        Map<ShellPlace, Future<Boolean>> asked = new LinkedHashMap<>();
        boolean everywhere = true;
        for (ShellPlace place : places) {
            try {
                asked.put(place, folder(place).actAsync(new Renew(ShellFiles.credentials(keys))));
            } catch (IOException e) {
                everywhere = false;
                noteAway(place, e);
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(AGENT_SECONDS);
        for (Map.Entry<ShellPlace, Future<Boolean>> one : asked.entrySet()) {
            try {
                renewed(one.getKey(), answer(one.getValue(), end));
            } catch (IOException e) {
                everywhere = false;
                noteAway(one.getKey(), e);
            }
        }
        return everywhere;
    }

    /** What was handed out before a restart is hidden by the logs after it. */
    private void readBack() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(AGENT_SECONDS);
        for (ShellPlace place : List.copyOf(readBack)) {
            try {
                secrets.add(ShellFiles.secrets(answer(folder(place).actAsync(new Read()), end)));
                readBack.remove(place);
            } catch (IOException e) {
                noteAway(place, e);
            }
        }
    }

    private void renewed(ShellPlace place, boolean there) {
        if (!there) {
            forget(place);
            return;
        }
        if (away.remove(place)) {
            say("The AWS credentials in " + place.where() + " are renewed again.");
        }
    }

    private synchronized void noteAway(ShellPlace place, IOException e) {
        if (!closed && away.add(place)) {
            say("The AWS credentials in " + place.where() + " could not be renewed: " + e.getMessage()
                    + ". Trying again.");
        }
    }

    private static <T> T answer(Future<T> asked, long end) throws IOException, InterruptedException {
        try {
            return asked.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw new IOException("the agent does not answer", e);
        }
    }

    /** Names it only: the agent is asked for each time, since it may have been connected anew. */
    private static FilePath folder(ShellPlace place) throws IOException {
        Computer computer = Jenkins.get().getComputer(place.node());
        if (computer == null) {
            throw new IOException("there is no agent '" + place.node() + "' any more");
        }
        VirtualChannel channel = computer.getChannel();
        if (channel == null) {
            throw new IOException("the agent is not connected");
        }
        return new FilePath(channel, place.folder());
    }

    /** The end of the block: nothing is renewed any more, and the files are removed, as far as agents can be reached. */
    void close() {
        synchronized (this) {
            closed = true;
            if (next != null) {
                next.cancel();
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(AGENT_SECONDS);
        for (ShellPlace place : places) {
            try {
                answer(folder(place).actAsync(new Remove()), end);
                forget(place);
            } catch (IOException e) {
                AgentFolders.released(place.node(), place.folder());
                say("The AWS credentials in " + place.where() + " could not be removed: " + e.getMessage() + "."
                        + remainder() + " They are removed when the agent is there again.");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private String remainder() {
        IssuedKeys keys = current;
        return keys == null || keys.expiration() == null ? "" : " They end at " + keys.expiration() + ".";
    }

    private static final class Put extends MasterToSlaveFileCallable<Void> {
        private static final long serialVersionUID = 1L;
        private final String config;
        private final String credentials;

        Put(String config, String credentials) {
            this.config = config;
            this.credentials = credentials;
        }

        @Override
        public Void invoke(File folder, VirtualChannel channel) throws IOException {
            ShellFiles.put(folder.toPath(), config, credentials);
            return null;
        }
    }

    private static final class Read extends MasterToSlaveFileCallable<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String invoke(File folder, VirtualChannel channel) throws IOException {
            return ShellFiles.read(folder.toPath());
        }
    }

    private static final class Renew extends MasterToSlaveFileCallable<Boolean> {
        private static final long serialVersionUID = 1L;
        private final String credentials;

        Renew(String credentials) {
            this.credentials = credentials;
        }

        @Override
        public Boolean invoke(File folder, VirtualChannel channel) throws IOException {
            return ShellFiles.renew(folder.toPath(), credentials);
        }
    }

    private static final class Remove extends MasterToSlaveFileCallable<Void> {
        private static final long serialVersionUID = 1L;

        @Override
        public Void invoke(File folder, VirtualChannel channel) throws IOException {
            ShellFiles.remove(folder);
            return null;
        }
    }

    private static final class Temporary extends MasterToSlaveFileCallable<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String invoke(File here, VirtualChannel channel) {
            return Path.of(System.getProperty("java.io.tmpdir"))
                    .toAbsolutePath()
                    .toString();
        }
    }
}
