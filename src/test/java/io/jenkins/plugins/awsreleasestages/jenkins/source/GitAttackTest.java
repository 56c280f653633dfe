package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.UnixOnly;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A build has had the workspace before, and the user of the agent has a configuration: nothing of either is run, and the
 * token goes to its server alone.
 */
@UnixOnly("the programs of the attacker are scripts")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(LocalRepositories.class)
class GitAttackTest {

    private static final String BASIC =
            Base64.getEncoder().encodeToString("robot:s3cret-token".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path temp;

    private GitRepository repository;
    private GitServer server;
    private GitServer attacker;
    private Path workspace;
    private Path home;
    private Path spy;
    private LocalSite site;
    private GitRepositorySource source;
    private SourceRevision second;

    @BeforeEach
    void anEarlierBuildHasHadTheWorkspace() throws Exception {
        Path served = Files.createDirectory(temp.resolve("served"));
        repository = new GitRepository(served.resolve("r.git"));
        server = new GitServer(served);
        attacker = new GitServer(served);
        workspace = Files.createDirectory(temp.resolve("workspace"));
        home = Files.createDirectory(temp.resolve("home"));
        site = new LocalSite(workspace);
        site.environment.remove("GIT_CONFIG_NOSYSTEM");
        site.environment.put("HOME", home.toString());
        site.environment.put("XDG_CONFIG_HOME", home.resolve("xdg").toString());
        site.login = new SourceSite.Login("robot", "s3cret-token");
        source = new GitRepositorySource(server.url("r.git"));
        source.setCredentialsId("robot-token");
        spy = script("#!/bin/sh\nenv >>" + temp.resolve("seen") + "\n");

        repository.commit("a.txt", "1", "One");
        source.bringIn(site, source.look(site));
        repository.commit("a.txt", "2", "Two");
        second = source.look(site);
    }

    @AfterEach
    void close() {
        server.close();
        attacker.close();
    }

    private Path script(String text) throws IOException {
        Path file = Files.writeString(temp.resolve("spy"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String filled(String text) {
        return text.replace("SPY", spy.toString())
                .replace("ATTACKER", attacker.url(""))
                .replace("SERVER", server.url(""));
    }

    private void nothingOfTheirsIsRun() throws Exception {
        source.bringIn(site, second);
        assertThat(source.look(site)).isEqualTo(second);
        assertThat(workspace.resolve("a.txt")).hasContent("2");
        assertThat(temp.resolve("seen")).doesNotExist();
        assertThat(attacker.requests).isEmpty();
        assertThat(server.requests).isNotEmpty().allMatch(request -> request.endsWith(" Basic " + BASIC));
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(workspace.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void onlyWhatAsksTheServerSeesTheToken() throws Exception {
        nothingOfTheirsIsRun();
        List<String> with = site.environments.entrySet().stream()
                .filter(command -> command.getValue().toString().contains(BASIC))
                .map(command -> command.getKey().toString())
                .toList();
        assertThat(with).isNotEmpty().allMatch(command -> command.contains("fetch,") || command.contains("ls-remote,"));
        assertThat(site.environments.keySet().toString()).doesNotContain(BASIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "post-checkout",
                "reference-transaction",
                "pre-auto-gc",
                "post-index-change",
                "fsmonitor-watchman",
                "post-merge",
                "pre-commit"
            })
    void hooks(String name) throws Exception {
        Files.createDirectories(workspace.resolve(".git/hooks"));
        Files.copy(spy, workspace.resolve(".git/hooks/" + name));
        nothingOfTheirsIsRun();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "core.fsmonitor=SPY",
                "core.sshCommand=SPY",
                "core.gitProxy=SPY",
                "core.askPass=SPY",
                "core.pager=SPY",
                "core.editor=SPY",
                "core.alternateRefsCommand=SPY",
                "gpg.program=SPY",
                "gc.recentObjectsHook=SPY",
                "remote.origin.uploadpack=SPY",
                "credential.helper=!SPY",
                "alias.fetch=!SPY",
                "url.ATTACKER.insteadOf=SERVER",
                "http.proxy=ATTACKER",
                "http.SERVER.proxy=ATTACKER",
                "http.sslVerify=false",
                "log.showSignature=true",
                "diff.external=SPY",
                "fetch.recurseSubmodules=true"
            })
    void configurationOfTheWorkspace(String setting) throws Exception {
        String[] keyValue = filled(setting).split("=", 2);
        git("config", keyValue[0], keyValue[1]);
        nothingOfTheirsIsRun();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "core.fsmonitor=SPY",
                "core.sshCommand=SPY",
                "core.pager=SPY",
                "gpg.program=SPY",
                "credential.helper=!SPY",
                "alias.fetch=!SPY",
                "url.ATTACKER.insteadOf=SERVER",
                "http.extraHeader=X-Marked: yes",
                "filter.spy.smudge=SPY"
            })
    void configurationOfTheUser(String setting) throws Exception {
        String[] keyValue = filled(setting).split("=", 2);
        git("config", "--file", home.resolve(".gitconfig").toString(), keyValue[0], keyValue[1]);
        Files.createDirectories(home.resolve("xdg/git"));
        Files.writeString(home.resolve("xdg/git/attributes"), "* filter=spy\n");
        nothingOfTheirsIsRun();
    }

    @Test
    void aHooksPathAndATemplate() throws Exception {
        Path hooks = Files.createDirectories(temp.resolve("template/hooks"));
        Files.copy(spy, hooks.resolve("post-checkout"));
        Files.copy(spy, hooks.resolve("reference-transaction"));
        for (String file : List.of(".git/config", home.resolve(".gitconfig").toString())) {
            git("config", "--file", file, "core.hooksPath", hooks.toString());
            git("config", "--file", file, "init.templateDir", hooks.getParent().toString());
        }
        nothingOfTheirsIsRun();
    }

    @Test
    void anIncludedConfiguration() throws Exception {
        Path more = Files.writeString(temp.resolve("more"), filled("[url \"ATTACKER\"]\n insteadOf = SERVER\n"));
        git("config", "include.path", more.toString());
        nothingOfTheirsIsRun();
    }

    @Test
    void aFilter() throws Exception {
        git("config", "filter.spy.smudge", spy.toString());
        git("config", "filter.spy.process", spy.toString());
        Files.createDirectories(workspace.resolve(".git/info"));
        Files.writeString(workspace.resolve(".git/info/attributes"), "* filter=spy\n");
        nothingOfTheirsIsRun();
    }

    @Test
    void variablesOfTheEnvironment() throws Exception {
        for (String name : List.of(
                "GIT_PROXY_COMMAND",
                "GIT_EXTERNAL_DIFF",
                "GIT_EDITOR",
                "GIT_PAGER",
                "GIT_SSH",
                "GIT_ASKPASS",
                "SSH_ASKPASS")) {
            site.environment.put(name, spy.toString());
        }
        site.environment.put("GIT_DIR", temp.resolve("elsewhere").toString());
        site.environment.put("GIT_WORK_TREE", temp.resolve("elsewhere").toString());
        site.environment.put("GIT_TRACE_CURL", temp.resolve("seen").toString());
        site.environment.put("GIT_TRACE_REDACT", "0");
        site.environment.put("GIT_TEMPLATE_DIR", temp.toString());
        site.environment.put("GIT_CONFIG_COUNT", "1");
        site.environment.put("GIT_CONFIG_KEY_0", filled("url.ATTACKER.insteadOf"));
        site.environment.put("GIT_CONFIG_VALUE_0", server.url(""));
        nothingOfTheirsIsRun();
    }

    @Test
    void aRepositoryThatIsElsewhere() throws Exception {
        GitRepository elsewhere = new GitRepository(temp.resolve("elsewhere"));
        String commit = elsewhere.commit("x", "x", "X");
        Files.move(workspace.resolve(".git"), temp.resolve("moved"));
        Files.createSymbolicLink(workspace.resolve(".git"), elsewhere.folder.resolve(".git"));
        assertThatThrownBy(() -> source.bringIn(site, second)).hasMessageContaining("is a link or a file");
        Files.delete(workspace.resolve(".git"));
        Files.writeString(workspace.resolve(".git"), "gitdir: " + elsewhere.folder.resolve(".git"));
        assertThatThrownBy(() -> source.bringIn(site, second)).hasMessageContaining("is a link or a file");
        assertThat(elsewhere.git("rev-parse", "HEAD").strip()).isEqualTo(commit);
    }

    @Test
    void whatAnEarlierBuildHasConfiguredStays() throws Exception {
        git("config", "user.email", "robot@example.com");
        git("branch", "kept");
        nothingOfTheirsIsRun();
        git("rev-parse", "--verify", "--quiet", "kept");
        assertThat(Files.readString(workspace.resolve(".git/config"))).contains("robot@example.com");
    }

    @Test
    void theRepositoryIsOneForLaterCommands() throws Exception {
        nothingOfTheirsIsRun();
        git("diff", "--quiet", "HEAD");
        git("fsck", "--connectivity-only");
        git("log", "-3");
        assertThat(Files.readString(workspace.resolve(".git/HEAD")).strip()).isEqualTo(second.id());
        assertThat(workspace.resolve(".git/aws-source")).doesNotExist();
    }
}
