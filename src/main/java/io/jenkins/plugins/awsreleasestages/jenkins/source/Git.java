package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Proc;
import hudson.Util;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.CommitAuthors;
import io.jenkins.plugins.awsreleasestages.source.GitCommit;
import io.jenkins.plugins.awsreleasestages.source.GitNames;
import io.jenkins.plugins.awsreleasestages.source.PushFilter;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The {@code git} command, on one repository. A password goes to those of its processes that ask the server, through the
 * environment, as a header for exactly one server; it is in no argument, no URL and no file. What earlier builds have
 * configured in the workspace is not read by any of them.
 */
final class Git {

    private static final Duration QUICK = Duration.ofSeconds(60);
    private static final int MOST_OUTPUT = 64 * 1024;

    /** Of files, branches and tags: some 50,000. */
    private static final int MOST_NAMES = 4 * 1024 * 1024;

    private static final String HEADS = "refs/heads/";

    private static final int MOST_PACKS = 50;

    private static final String FIRST =
            "nothing of it was brought in here before, so that only its newest commit was looked at";

    private static final String UNREAD = "its history could not be read: ";

    private static final String REMOTE = "source";

    private static final String LAST = "refs/heads/last";
    private static final String NOWHERE = "/dev/null";
    private static final String IN_OWN = GitFolder.OWN;
    private static final String IN_WORKSPACE = GitFolder.NAME;

    private static final Set<String> NO_WORDS = Set.of(
            "fatal: Could not read from remote repository.",
            "Please make sure you have the correct access rights",
            "and the repository exists.");

    private record Ended(int status, BoundedOutput out, String err) {
        boolean well() {
            return status == 0;
        }

        /** The last lines that say what went wrong, without what git adds to any failure. */
        String lastWords() {
            List<String> lines = err.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("hint:") && !NO_WORDS.contains(line))
                    .toList();
            return lines.isEmpty()
                    ? "git ended with status " + status
                    : String.join(" ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
        }
    }

    private final SourceSite site;
    private final String url;
    private final Access access;
    private final boolean localAllowed;

    /**
     * How the server lets us in.
     *
     * @param login asked for before each command that asks the server
     * @param advice to who may not read the repository
     */
    record Access(SourceCheckout.RemoteCall<SourceSite.Login> login, String advice) {}

    /** @param access null where anybody may read, or the machine has a login */
    Git(SourceSite site, String url, Access access, boolean localAllowed) {
        this.site = site;
        this.url = url;
        this.access = access;
        this.localAllowed = localAllowed;
    }

    /** The commit that a branch points to. */
    String tip(String branch) throws IOException, InterruptedException {
        String ref = ref(branch);
        Ended ended = run(forServer(), QUICK, NOWHERE, "ls-remote", "--", url, ref);
        if (!ended.well()) {
            throw failure("Looking at " + shown() + " branch " + branch, ended);
        }
        return ended.out()
                .text()
                .lines()
                .filter(line -> line.endsWith("\t" + ref))
                .map(line -> line.substring(0, line.indexOf('\t')))
                .filter(commit -> GitNames.commitProblem(commit) == null)
                .findFirst()
                .orElseThrow(() ->
                        RemoteFailure.refused(shown() + " has no branch " + branch + ". Correct branch, or push it."));
    }

    /** The commits of all branches and, as {@code refs/tags/v1}, of all tags, by their names. */
    Map<String, String> branchesAndTags() throws IOException, InterruptedException {
        Ended ended = run(forServer(), QUICK, NOWHERE, MOST_NAMES, "ls-remote", "--heads", "--tags", "--", url);
        if (!ended.well()) {
            throw failure("Looking at " + shown(), ended);
        }
        if (ended.out().isFull()) {
            throw RemoteFailure.refused(shown() + " has more branches and tags than can be watched. Watch one branch.");
        }
        Map<String, String> commits = new TreeMap<>();
        for (String line : ended.out().text().lines().toList()) {
            String[] commitName = line.split("\t", 2);
            if (commitName.length == 2 && GitNames.commitProblem(commitName[0]) == null) {
                // The commit of a tag that is an object of its own comes after it.
                String name = commitName[1].replaceFirst("\\^\\{}$", "").replaceFirst("^" + HEADS, "");
                commits.put(name, commitName[0]);
            }
        }
        return commits;
    }

    /** The files that differ between two commits: both are fetched without their files, to a folder that goes again. */
    PushFilter.Files changed(String before, String after) throws IOException, InterruptedException {
        Path own = Files.createTempDirectory("aws-source-");
        try {
            String repository = own.toString();
            initialized(run(environment(), QUICK, repository, "init", "--quiet", "--bare", "--template="));
            Ended both = fetchTrees(repository, before, after);
            if (!both.well()) {
                // The one before may be gone from the server; if it is the server, this is no answer either.
                Ended one = fetchTrees(repository, after);
                if (!one.well()) {
                    throw failure("Fetching commit " + after + " of " + shown(), one);
                }
                return new PushFilter.Files(List.of(), "commit " + before + " is not to be had (any more)");
            }
            EnvVars env = environment();
            // What is missing must not be asked for on the way.
            env.put("GIT_ALLOW_PROTOCOL", "none");
            Ended diff = run(
                    env,
                    QUICK,
                    repository,
                    MOST_NAMES,
                    "diff-tree",
                    "-r",
                    "-z",
                    "--name-only",
                    "--no-renames",
                    before,
                    after);
            if (!diff.well()) {
                throw failure("Comparing " + before + " with " + after + " of " + shown(), diff);
            }
            String names = diff.out().text();
            return new PushFilter.Files(
                    Stream.of(names.substring(0, names.lastIndexOf('\0') + 1).split("\0"))
                            .filter(name -> !name.isEmpty())
                            .toList(),
                    diff.out().isFull() ? "more files have changed than are looked at" : null);
        } finally {
            Util.deleteRecursive(own.toFile());
        }
    }

    private Ended fetchTrees(String repository, String... commits) throws IOException, InterruptedException {
        List<String> fetch = new ArrayList<>(
                List.of("fetch", "--quiet", "--no-tags", "--filter=blob:none", "--depth=1", "--", REMOTE));
        fetch.addAll(List.of(commits));
        EnvVars env = forServer();
        GitSettings.add(env, "remote." + REMOTE + ".url", url);
        return run(env, QUICK, repository, fetch.toArray(String[]::new));
    }

    /**
     * Makes the folder's tracked files exactly those of the commit. Files that git does not know stay.
     *
     * @param before the commit that was brought in before; null where none was
     * @return the revision with the subject and the date of its commit, and who has written what is new since then
     */
    SourceRevision bringIn(SourceRevision revision, String branch, String before)
            throws IOException, InterruptedException {
        FilePath folder = site.folder();
        folder.mkdirs();
        GitFolder.Found found = prepare(folder);
        checkOut(revision.id(), branch, found.head());
        if (found.packs() > MOST_PACKS) {
            // Only for speed: an old git cannot do it, and loses nothing.
            inOwn("repack", "-d", "-q", "--geometric=2");
        }
        GitCommit commit =
                GitCommit.parse(inOwn("cat-file", "commit", revision.id()).out().bytes());
        folder.act(new GitFolder.Finish());
        Ended moved = run(environment(), null, IN_WORKSPACE, "update-ref", "--no-deref", "HEAD", revision.id());
        if (!moved.well()) {
            throw failure("Setting HEAD in " + folder.child(GitFolder.NAME).getRemote(), moved);
        }
        CommitAuthors authors = authors(revision.id(), before);
        folder.act(new GitFolder.TidyUp());
        return revision.described(commit.subject(), commit.date()).by(authors);
    }

    /** Where the authors are not found out, that is said, and nothing fails. */
    private CommitAuthors authors(String commit, String before) throws IOException, InterruptedException {
        if (before == null) {
            return listed(log(1, commit)).butFor(FIRST);
        }
        String unread = commit.equals(before) ? null : fetchHistory(commit, before);
        Ended since = log(CommitAuthors.MOST + 1, commit, "^" + before);
        if (!since.well()) {
            since = log(CommitAuthors.MOST + 1, commit);
        }
        // Set back to an older commit, it brings nothing new but itself.
        boolean nothing = since.well() && since.out().text().isEmpty();
        return listed(nothing ? log(1, commit) : since).butFor(unread);
    }

    private static CommitAuthors listed(Ended log) {
        return log.well()
                ? CommitAuthors.listed(log.out().text(), log.out().isFull())
                : CommitAuthors.NONE.butFor(UNREAD + log.lastWords());
    }

    private Ended log(int most, String... commits) throws IOException, InterruptedException {
        EnvVars env = history(environment());
        // What is missing must not be asked for on the way.
        env.put("GIT_ALLOW_PROTOCOL", "none");
        List<String> log = new ArrayList<>(
                List.of("log", "-z", "--encoding=UTF-8", "--format=" + CommitAuthors.FORMAT, "--max-count=" + most));
        log.addAll(List.of(commits));
        return run(env, null, IN_OWN, log.toArray(String[]::new));
    }

    /**
     * Fetches the commits before one, without their files where the server can do that, and not for the workspace.
     *
     * @return why they are not all here; null when they are
     */
    private String fetchHistory(String commit, String before) throws IOException, InterruptedException {
        Ended shallow = run(history(environment()), null, IN_OWN, "rev-parse", "--is-shallow-repository");
        if (shallow.out().text().strip().equals("false")) {
            return null;
        }
        inOwn("update-ref", LAST, commit);
        Ended both = fetchCommits(commit, before);
        // The one before may be gone from the server.
        Ended ended = both.well() ? both : fetchCommits(commit);
        return ended.well() ? null : UNREAD + ended.lastWords();
    }

    private Ended fetchCommits(String... commits) throws IOException, InterruptedException {
        List<String> fetch = new ArrayList<>(List.of("fetch", "--quiet", "--no-tags", "--filter=tree:0"));
        fetch.addAll(List.of("--depth=" + (CommitAuthors.MOST + 1), "--", REMOTE));
        fetch.addAll(List.of(commits));
        EnvVars env = history(forServer());
        // Git keeps what a server has left out under the remote's name, and not any URL is one.
        GitSettings.add(env, "remote." + REMOTE + ".url", url);
        return run(env, QUICK, IN_OWN, fetch.toArray(String[]::new));
    }

    /** New objects go where they are thrown away; those of the workspace are read. */
    private static EnvVars history(EnvVars env) {
        env.put("GIT_OBJECT_DIRECTORY", GitFolder.OWN + "/objects");
        env.put("GIT_ALTERNATE_OBJECT_DIRECTORIES", GitFolder.NAME + "/objects");
        return env;
    }

    /** @param last the commit that is there now, so that the server sends only what is new; null when unknown */
    private void checkOut(String commit, String branch, String last) throws IOException, InterruptedException {
        if (!has(commit)) {
            if (last != null && has(last)) {
                inOwn("update-ref", LAST, last);
            }
            fetch(commit, branch);
        }
        Ended checkedOut = checkedOut(commit);
        if (!checkedOut.well()) {
            // A commit may be here without its files, whoever has left it so: ask as if nothing were here.
            inOwn("update-ref", "-d", LAST);
            fetch(commit, branch);
            checkedOut = checkedOut(commit);
        }
        if (!checkedOut.well()) {
            throw failure("Checking out " + commit, checkedOut);
        }
    }

    private Ended checkedOut(String commit) throws IOException, InterruptedException {
        return inOwn("checkout", "--quiet", "--force", "--detach", commit);
    }

    private GitFolder.Found prepare(FilePath folder) throws IOException, InterruptedException {
        GitFolder.Found found = folder.act(new GitFolder.Prepare());
        if (found.problem() != null) {
            throw RemoteFailure.refused(found.problem());
        }
        if (!found.repository()) {
            initialized(run(environment(), null, IN_WORKSPACE, "--work-tree=.", "init", "--quiet", "--template="));
        }
        initialized(inOwn("init", "--quiet", "--template="));
        return found;
    }

    private void initialized(Ended ended) throws IOException, InterruptedException {
        if (!ended.well()) {
            throw failure("Preparing " + site.folder().getRemote(), ended);
        }
    }

    private boolean has(String commit) throws IOException, InterruptedException {
        return inOwn("cat-file", "-e", commit + "^{commit}").well();
    }

    private void fetch(String commit, String branch) throws IOException, InterruptedException {
        Ended one = fromServer("fetch", "--quiet", "--no-tags", "--depth=1", "--", url, commit);
        if (one.well()) {
            return;
        }
        // Old servers give out branches only; this depth means all of the history.
        Ended all = fromServer("fetch", "--quiet", "--no-tags", "--depth=2147483647", "--", url, ref(branch));
        if (!all.well()) {
            throw failure("Fetching " + shown() + " branch " + branch, all);
        }
        if (!has(commit)) {
            throw RemoteFailure.refused("Commit " + commit + " is not in " + shown() + " branch " + branch
                    + " (any more). Run again without revision to get the newest. Git says: " + one.lastWords());
        }
    }

    /** Configured by nobody but us, on the objects and the index of the workspace. */
    private Ended inOwn(String... arguments) throws IOException, InterruptedException {
        return run(own(environment()), null, IN_OWN, inWorkTree(arguments));
    }

    private Ended fromServer(String... arguments) throws IOException, InterruptedException {
        return run(own(forServer()), null, IN_OWN, inWorkTree(arguments));
    }

    private static String[] inWorkTree(String... arguments) {
        return Stream.concat(Stream.of("--work-tree=."), Stream.of(arguments)).toArray(String[]::new);
    }

    private static EnvVars own(EnvVars env) {
        env.put("GIT_OBJECT_DIRECTORY", GitFolder.NAME + "/objects");
        env.put("GIT_INDEX_FILE", GitFolder.NAME + "/index");
        return env;
    }

    /**
     * @param limit how long the command may take; null when whoever waits sees to that
     * @param repository never one that git finds by itself, above the folder: its configuration can name commands
     */
    private Ended run(EnvVars env, Duration limit, String repository, String... arguments)
            throws IOException, InterruptedException {
        return run(env, limit, repository, MOST_OUTPUT, arguments);
    }

    private Ended run(EnvVars env, Duration limit, String repository, int mostOutput, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        GitSettings.OFF.forEach(setting -> command.addAll(List.of("-c", setting)));
        if (!helpers()) {
            command.addAll(List.of("-c", "credential.helper="));
        }
        command.add("--git-dir=" + repository);
        command.addAll(List.of(arguments));
        BoundedOutput out = new BoundedOutput(mostOutput);
        BoundedOutput err = new BoundedOutput(MOST_OUTPUT);
        Proc process = start(command, env, out, err);
        try {
            if (limit == null) {
                return new Ended(process.join(), out, err.text());
            }
            long begun = System.nanoTime();
            int status = process.joinWithTimeout(limit.toSeconds(), TimeUnit.SECONDS, TaskListener.NULL);
            boolean late = status != 0 && System.nanoTime() - begun >= limit.toNanos();
            return new Ended(status, out, late ? "no answer within " + limit.toSeconds() + " s" : err.text());
        } catch (InterruptedException e) {
            process.kill();
            throw e;
        }
    }

    private Proc start(List<String> command, EnvVars env, BoundedOutput out, BoundedOutput err)
            throws IOException, InterruptedException {
        FilePath folder = site.folder();
        // Jenkins makes a workspace only when something is written to it.
        folder.mkdirs();
        try {
            return site.launcher()
                    .launch()
                    .cmds(command)
                    .envs(env)
                    .quiet(true)
                    .pwd(folder)
                    .stdout(out)
                    .stderr(err)
                    .start();
        } catch (IOException e) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.REFUSED,
                    "The git command could not be started. Install git where the job runs. " + e.getMessage(),
                    e);
        }
    }

    private EnvVars environment() throws IOException, InterruptedException {
        EnvVars env = GitSettings.environment(site.environment());
        env.put("GIT_ALLOW_PROTOCOL", localAllowed ? "https:http:ssh:file" : "https:http:ssh");
        if (site.onController() || !env.containsKey("GIT_SSH_COMMAND")) {
            env.put("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
        }
        return env;
    }

    /** For a command that asks the server, and for no other: the login is in it. */
    private EnvVars forServer() throws IOException, InterruptedException {
        EnvVars env = environment();
        addMachinesSettings(env);
        if (access != null) {
            SourceSite.Login login = access.login().call();
            String pair = login.username() + ":" + login.password();
            String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            GitSettings.add(env, "http." + GitNames.server(url) + ".extraHeader", "Authorization: Basic " + basic);
        }
        return env;
    }

    private void addMachinesSettings(EnvVars env) throws IOException, InterruptedException {
        EnvVars machine = environment();
        machine.keySet().removeAll(Set.of("GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL"));
        Ended listed = run(machine, QUICK, NOWHERE, "config", "--null", "--get-regexp", "^(http|credential)[.]");
        for (String setting : listed.out().text().split("\0")) {
            String[] keyValue = setting.split("\n", 2);
            if (keyValue.length == 2 && GitSettings.isKept(keyValue[0], helpers())) {
                GitSettings.add(env, keyValue[0], keyValue[1]);
            }
        }
    }

    /** Whether logins may come from the machine: what is stored on the controller is its own, not the job's. */
    private boolean helpers() {
        return access == null && !site.onController();
    }

    private RemoteFailure failure(String what, Ended ended) {
        String reason = ended.lastWords();
        return RemoteFailure.refused(what + " failed: " + reason + (reason.endsWith(".") ? "" : ".") + advice(reason));
    }

    private String advice(String reason) {
        if (reason.contains("could not read Username")
                || reason.contains("Authentication failed")
                || reason.contains("error: 403")
                || reason.contains("Permission denied")) {
            return access == null ? " Name credentialsId, or use a URL that needs none." : " " + access.advice();
        }
        if (reason.contains("Could not resolve host") || reason.contains("Connection refused")) {
            return " Check the host in the URL, and that it can be reached from where the job runs.";
        }
        if (reason.contains("not found") || reason.contains("does not appear to be a git repository")) {
            return " Check the URL; a private repository is also 'not found' without credentials.";
        }
        return "";
    }

    /** A tag is named with all of its name. */
    private static String ref(String branch) {
        return branch.startsWith(PushFilter.TAG) ? branch : HEADS + branch;
    }

    private String shown() {
        return GitNames.withoutUserInfo(url);
    }
}
