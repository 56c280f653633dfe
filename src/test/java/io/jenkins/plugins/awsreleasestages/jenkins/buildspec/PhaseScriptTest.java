package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.UnixOnly;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.PhaseFolder.Reading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the scripts for real, with sh and bash. */
@UnixOnly("buildspec runs on Unix agents only, and says so")
class PhaseScriptTest {

    @TempDir
    Path temp;

    private Path source;
    private Path folder;

    @BeforeEach
    void folders() throws Exception {
        source = Files.createDirectories(temp.resolve("it's a source"));
        folder = Files.createDirectories(temp.resolve("it's a source@tmp/run"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void allCommandsShareOneShell(String shell) throws Exception {
        Reading end = run(shell, """
                  variables:
                    FROM_SPEC: "it's $HOME"
                    GIVEN: not this
                  exported-variables: [FROM_SPEC, GIVEN, LATE, NEVER, MANY, PLAIN]
                phases:
                  install:
                    commands:
                      - PLAIN=plain
                      - mkdir sub
                      - cd sub
                  build:
                    commands:
                      - touch here
                      - export LATE="$PLAIN late"
                      - "MANY=$(printf 'a\\\\nb\\\\n\\\\nc')"
                      - echo "src $CODEBUILD_SRC_DIR succeeding $CODEBUILD_BUILD_SUCCEEDING"
                """, Map.of("GIVEN", "this"));

        assertThat(end.exit()).isZero();
        assertThat(end.completed()).isTrue();
        assertThat(source.resolve("sub/here")).exists();
        assertThat(end.variables())
                .containsExactly(
                        Map.entry("FROM_SPEC", "it's $HOME"),
                        Map.entry("GIVEN", "this"),
                        Map.entry("LATE", "plain late"),
                        Map.entry("MANY", "a\nb\n\nc"),
                        Map.entry("PLAIN", "plain"));
        assertThat(end.lines())
                .contains("Phase BUILD: touch here", "src " + source + " succeeding 1")
                .last()
                .asString()
                .startsWith("Phase BUILD succeeded in ");
        assertThat(end.phases())
                .extracting(note -> note.name() + " " + note.status())
                .containsExactly("INSTALL SUCCEEDED", "BUILD SUCCEEDED");
    }

    @Test
    void inVersion01EachCommandHasAShellOfItsOwn() throws Exception {
        Reading end = run(Buildspec.read("""
                version: 0.1
                phases:
                  build:
                    commands:
                      - cd / && X=1
                      - echo "in $PWD with '$X'"
                      - exit 3
                      - echo not this
                    finally:
                      - echo last
                """), Map.of());

        assertThat(end.lines()).contains("in " + source + " with ''", "last").doesNotContain("not this");
        assertThat(end.phases().get(0).exit()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void aFailedBuildStillRunsFinallyAndPostBuild(String shell) throws Exception {
        Reading end = run(shell, """
                phases:
                  build:
                    commands:
                      - echo one
                      - sh -c 'exit 7'
                      - echo two
                    finally:
                      - echo cleaned
                      - false
                      - echo not cleaned
                  post_build:
                    commands:
                      - echo "post $CODEBUILD_BUILD_SUCCEEDING"
                """, Map.of());

        assertThat(end.exit()).isNotZero();
        assertThat(end.completed()).isTrue();
        assertThat(end.lines()).contains("one", "cleaned", "post 0").doesNotContain("two", "not cleaned");
        assertThat(end.phases())
                .extracting(note -> note.name() + " " + note.status() + " " + note.exit() + " " + note.command())
                .containsExactly("BUILD FAILED 7 sh -c 'exit 7'", "POST_BUILD SUCCEEDED 0 ");
        assertThat(end.lines()).anyMatch(line -> line.matches("Phase BUILD failed after \\d+ s: exit status 7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"install", "pre_build"})
    void aFailureBeforeTheBuildEndsItAll(String first) throws Exception {
        Reading end = run("sh", """
                phases:
                  %s:
                    commands: [false]
                    finally: [echo last]
                  build:
                    commands: [echo build]
                  post_build:
                    commands: [echo post]
                """.formatted(first), Map.of());

        assertThat(end.phases()).singleElement().extracting("status").isEqualTo("FAILED");
        assertThat(end.lines()).contains("last").doesNotContain("build", "post");
        assertThat(end.exit()).isNotZero();
    }

    @Test
    void onFailureDecidesWhatFollows() throws Exception {
        Reading end = run("bash", """
                phases:
                  install:
                    on-failure: CONTINUE
                    commands: [false]
                  build:
                    on-failure: ABORT
                    commands: [echo build, false]
                  post_build:
                    commands: [echo post]
                """, Map.of());

        assertThat(end.lines()).contains("build").doesNotContain("post");
        assertThat(end.phases()).extracting("status").containsExactly("FAILED", "FAILED");
    }

    /** What takes the shell away must not take away what has to run in any case. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sh: exit 4",
                "bash: exit 4",
                "sh: set -e; false; echo not this",
                "bash: set -eu; false; echo not this",
                "sh: if then",
                "bash: if then",
                "bash: set -u; echo $NOT_SET",
                "sh: set -u; echo $NOT_SET",
                "sh: trap 'echo mine' EXIT; exit 4",
                "bash: trap 'echo mine' EXIT; exit 4",
                "sh: exec false",
                "bash: kill -9 $$",
                "bash: set -- a b; shift 3; false",
                "bash: unset PATH; exit 4",
                "bash: set -f; IFS=/; false"
            })
    void nothingThatACommandDoesToTheShellSkipsTheRest(String shellAndCommand) throws Exception {
        String shell = shellAndCommand.substring(0, shellAndCommand.indexOf(':'));
        String command = shellAndCommand.substring(shell.length() + 2);
        Reading end = run(shell, """
                  exported-variables: [KEPT]
                phases:
                  pre_build:
                    commands: [export KEPT=kept, cd /]
                  build:
                    commands:
                      - |
                        %s
                      - echo not this
                    finally:
                      - exit 5
                  post_build:
                    commands:
                      - echo "post $KEPT"
                      - exit 0
                      - echo more
                """.formatted(command), Map.of());

        assertThat(end.lines()).contains("more").doesNotContain("not this");
        boolean shellLost = command.contains("trap")
                || command.contains("exec")
                || command.contains("kill")
                || command.contains("PATH");
        assertThat(end.lines()).contains(shellLost ? "post " : "post kept");
        assertThat(end.phases())
                .extracting(note -> note.name() + " " + note.status())
                .containsExactly("PRE_BUILD SUCCEEDED", "BUILD FAILED", "POST_BUILD SUCCEEDED");
        assertThat(end.phases().get(1).command().strip()).isEqualTo(command);
        assertThat(end.completed()).isTrue();
        assertThat(end.exit()).isNotZero();
    }

    @Test
    void tracingShowsTheUsersCommandsOnly() throws Exception {
        Reading end = run("bash", """
                phases:
                  build:
                    commands: [set -x, echo traced, echo again]
                """, Map.of());

        assertThat(end.lines()).contains("++ echo traced");
        assertThat(String.join("\n", end.lines())).doesNotContain("_rs_");
    }

    @Test
    void theShellWorksOutNamesOfArtifacts() throws Exception {
        Buildspec spec = Buildspec.read("""
                version: 0.2
                phases:
                  build:
                    commands: [export V=1.2]
                artifacts:
                  name: app-$V-"$(echo x)"
                  base-directory: $CODEBUILD_SRC_DIR/out
                  files: ['*.jar']
                """);
        run(spec, Map.of());

        assertThat(PhaseFolder.expanded(folder)).containsExactly("app-1.2-\"x\"", source + "/out");
    }

    @Test
    void aSecondStartRunsNothing() throws Exception {
        Buildspec spec = Buildspec.read("""
                version: 0.2
                phases:
                  build:
                    commands: [echo run >>count, sleep 1]
                """);
        prepare(spec, Map.of());
        for (int i = 0; i < 5; i++) {
            launch();
        }
        awaitEnd();

        assertThat(Files.readAllLines(source.resolve("count"))).hasSize(1);
    }

    @Test
    void aStopEndsEvenWhatIgnoresIt() throws Exception {
        Buildspec spec = Buildspec.read("""
                version: 0.2
                phases:
                  build:
                    commands:
                      - sh -c 'trap "" TERM; echo $$ >child; while :; do sleep 1; done' & echo $! >pid; wait
                    finally: [echo not this]
                  post_build:
                    commands: [echo nor this]
                """);
        prepare(spec, Map.of());
        launch();
        while (!Files.exists(source.resolve("child"))
                || Files.readString(source.resolve("child")).isBlank()) {
            Thread.sleep(50);
        }
        Files.writeString(folder.resolve("stop"), "");
        Reading end = awaitEnd();

        assertThat(end.stopped()).isTrue();
        assertThat(end.completed()).isFalse();
        assertThat(end.lines()).doesNotContain("not this", "nor this");
        long child = Long.parseLong(Files.readString(source.resolve("child")).strip());
        assertThat(ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
    }

    @Test
    void aMissingShellIsSaid() throws Exception {
        prepare(Buildspec.read("version: 0.2\nphases: {build: {commands: [x]}}\n"), Map.of());
        Files.writeString(folder.resolve("shell"), "no-such-shell");
        launch();

        assertThat(awaitEnd().lines())
                .containsExactly("This buildspec needs no-such-shell, and there is none on this agent.");
    }

    private Reading run(String shell, String rest, Map<String, String> given) throws Exception {
        return run(Buildspec.read("version: 0.2\nenv:\n  shell: " + shell + "\n" + rest), given);
    }

    private Reading run(Buildspec spec, Map<String, String> given) throws Exception {
        prepare(spec, given);
        this.given = given;
        launch();
        return awaitEnd();
    }

    private Map<String, String> given = Map.of();

    private void prepare(Buildspec spec, Map<String, String> given) throws Exception {
        for (Map.Entry<String, String> file :
                BuildspecAction.files("", spec, Set.copyOf(given.keySet())).entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    private void launch() throws Exception {
        ProcessBuilder sh =
                new ProcessBuilder("sh", "-c", PhaseScript.LAUNCH, "buildspec", folder.toString(), source.toString());
        sh.environment().putAll(given);
        sh.directory(source.toFile()).inheritIO();
        assertThat(sh.start().waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private Reading awaitEnd() throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (System.nanoTime() < until) {
            Reading reading = PhaseFolder.read(folder, 0);
            if (reading.exit() != null) {
                return reading;
            }
            Thread.sleep(20);
        }
        throw new AssertionError(
                "It did not end: " + List.of(folder.toFile().list()) + " " + Files.readString(folder.resolve("log")));
    }
}
