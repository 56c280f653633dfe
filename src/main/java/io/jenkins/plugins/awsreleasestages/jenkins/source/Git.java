package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Proc;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.GitNames;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The {@code git} command, on one repository. A password goes to it through the environment, as a header for exactly one
 * server; it is in no argument, no URL and no file.
 */
final class Git {

    private static final Duration QUICK = Duration.ofSeconds(60);
    private static final int MOST_OUTPUT = 64 * 1024;

    /** What an interrupted git leaves behind; it stops every later one. */
    private static final List<String> LOCKS = List.of("index.lock", "HEAD.lock", "shallow.lock");

    private static final Set<String> NO_WORDS = Set.of(
            "fatal: Could not read from remote repository.",
            "Please make sure you have the correct access rights",
            "and the repository exists.");

    private record Ended(int status, String out, String err) {
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
    private final String credentialsId;
    private final boolean localAllowed;

    Git(SourceSite site, String url, String credentialsId, boolean localAllowed) {
        this.site = site;
        this.url = url;
        this.credentialsId = credentialsId;
        this.localAllowed = localAllowed;
    }

    /** The commit that a branch points to. */
    String tip(String branch) throws IOException, InterruptedException {
        String ref = "refs/heads/" + branch;
        Ended ended = run(QUICK, "ls-remote", "--", url, ref);
        if (!ended.well()) {
            throw failure("Looking at " + shown() + " branch " + branch, ended);
        }
        return ended.out()
                .lines()
                .filter(line -> line.endsWith("\t" + ref))
                .map(line -> line.substring(0, line.indexOf('\t')))
                .filter(commit -> GitNames.commitProblem(commit) == null)
                .findFirst()
                .orElseThrow(() ->
                        RemoteFailure.refused(shown() + " has no branch " + branch + ". Correct branch, or push it."));
    }

    /** Makes the folder's tracked files exactly those of the commit. Files that git does not know stay. */
    void bringIn(String commit, String branch) throws IOException, InterruptedException {
        prepareFolder();
        if (!has(commit)) {
            fetch(commit, branch);
        }
        Ended checkedOut = inFolder("checkout", "--quiet", "--force", "--detach", commit);
        if (!checkedOut.well()) {
            throw failure("Checking out " + commit, checkedOut);
        }
    }

    /** The revision with the subject and the date of its commit, which must be here. */
    SourceRevision described(SourceRevision revision) throws IOException, InterruptedException {
        Ended log = inFolder("log", "-1", "--format=%cI%n%s", revision.id());
        String[] lines = log.out().split("\n", 3);
        if (!log.well() || lines.length < 2) {
            return revision;
        }
        return revision.described(
                lines[1].strip(),
                OffsetDateTime.parse(lines[0].strip()).toInstant().toString());
    }

    private void prepareFolder() throws IOException, InterruptedException {
        FilePath folder = site.folder();
        FilePath gitFolder = folder.child(".git");
        if (gitFolder.exists()) {
            for (String lock : LOCKS) {
                gitFolder.child(lock).delete();
            }
        }
        // On what is already a repository this changes nothing, and it mends one that was interrupted.
        Ended ended = inFolder("init", "--quiet");
        if (!ended.well()) {
            throw failure("Preparing " + folder.getRemote(), ended);
        }
    }

    private boolean has(String commit) throws IOException, InterruptedException {
        return inFolder("cat-file", "-e", commit + "^{commit}").well();
    }

    private void fetch(String commit, String branch) throws IOException, InterruptedException {
        Ended one = inFolder("fetch", "--quiet", "--no-tags", "--depth=1", "--", url, commit);
        if (one.well()) {
            return;
        }
        // Old servers give out branches only; this depth means all of the history.
        Ended all = inFolder("fetch", "--quiet", "--no-tags", "--depth=2147483647", "--", url, "refs/heads/" + branch);
        if (!all.well()) {
            throw failure("Fetching " + shown() + " branch " + branch, all);
        }
        if (!has(commit)) {
            throw RemoteFailure.refused("Commit " + commit + " is not in " + shown() + " branch " + branch
                    + " (any more). Run again without revision to get the newest. Git says: " + one.lastWords());
        }
    }

    /** Never a repository above the folder: its configuration can name commands. */
    private Ended inFolder(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--git-dir=.git", "--work-tree=."));
        all.addAll(Arrays.asList(arguments));
        return run(null, all.toArray(String[]::new));
    }

    /** @param limit how long the command may take; null when whoever waits sees to that */
    private Ended run(Duration limit, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-c", "core.askPass="));
        if (site.onController()) {
            // What is stored there is the controller's own, not the job's.
            command.addAll(List.of("-c", "credential.helper="));
        }
        command.addAll(Arrays.asList(arguments));
        BoundedOutput out = new BoundedOutput(MOST_OUTPUT);
        BoundedOutput err = new BoundedOutput(MOST_OUTPUT);
        Proc process = start(command, out, err);
        try {
            if (limit == null) {
                return new Ended(process.join(), out.text(), err.text());
            }
            long begun = System.nanoTime();
            int status = process.joinWithTimeout(limit.toSeconds(), TimeUnit.SECONDS, TaskListener.NULL);
            boolean late = status != 0 && System.nanoTime() - begun >= limit.toNanos();
            return new Ended(status, out.text(), late ? "no answer within " + limit.toSeconds() + " s" : err.text());
        } catch (InterruptedException e) {
            process.kill();
            throw e;
        }
    }

    private Proc start(List<String> command, BoundedOutput out, BoundedOutput err)
            throws IOException, InterruptedException {
        FilePath folder = site.folder();
        // Jenkins makes a workspace only when something is written to it.
        folder.mkdirs();
        EnvVars environment = environment();
        try {
            return site.launcher()
                    .launch()
                    .cmds(command)
                    .envs(environment)
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
        EnvVars env = new EnvVars(site.environment());
        env.put("GIT_TERMINAL_PROMPT", "0");
        env.put("GIT_ASKPASS", "");
        env.put("GIT_ALLOW_PROTOCOL", localAllowed ? "https:http:ssh:file" : "https:http:ssh");
        env.put("LC_ALL", "C");
        if (site.onController() || !env.containsKey("GIT_SSH_COMMAND")) {
            env.put("GIT_SSH_COMMAND", "ssh -oBatchMode=yes");
        }
        if (credentialsId != null) {
            addHeader(env);
        }
        return env;
    }

    private void addHeader(EnvVars env) throws IOException, InterruptedException {
        SourceSite.Login login = site.login(credentialsId, url);
        String pair = login.username() + ":" + login.password();
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        String count = env.get("GIT_CONFIG_COUNT", "0");
        int number = count.matches("\\d{1,4}") ? Integer.parseInt(count) : 0;
        env.put("GIT_CONFIG_COUNT", String.valueOf(number + 1));
        env.put("GIT_CONFIG_KEY_" + number, "http." + GitNames.server(url) + ".extraHeader");
        env.put("GIT_CONFIG_VALUE_" + number, "Authorization: Basic " + basic);
    }

    private RemoteFailure failure(String what, Ended ended) {
        String words = ended.lastWords();
        return RemoteFailure.refused(what + " failed: " + words + (words.endsWith(".") ? "" : ".") + advice(words));
    }

    private String advice(String words) {
        if (words.contains("could not read Username")
                || words.contains("Authentication failed")
                || words.contains("error: 403")
                || words.contains("Permission denied")) {
            return credentialsId == null
                    ? " Name credentialsId, or use a URL that needs none."
                    : " Check that the credentials '" + credentialsId + "' may read the repository.";
        }
        if (words.contains("Could not resolve host") || words.contains("Connection refused")) {
            return " Check the host in the URL, and that it can be reached from where the job runs.";
        }
        if (words.contains("not found") || words.contains("does not appear to be a git repository")) {
            return " Check the URL; a private repository is also 'not found' without credentials.";
        }
        return "";
    }

    private String shown() {
        return GitNames.withoutUserInfo(url);
    }
}
