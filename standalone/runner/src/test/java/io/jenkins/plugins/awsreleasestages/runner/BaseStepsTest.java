package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseStepsTest {

    @TempDir
    Path folder;

    private Trial.Ended run(String jenkinsfile, String... options) throws Exception {
        return Trial.run(folder, jenkinsfile, options);
    }

    @Test
    void shReturnsWhatItIsAskedFor() throws Exception {
        Trial.Ended ended = run("""
                node {
                  echo "out=${sh(script: 'echo a; echo b; echo hidden >&2', returnStdout: true).trim()}"
                  echo "status=${sh(script: 'exit 7', returnStatus: true)}"
                  try { sh 'echo before; exit 3' } catch (e) { echo "caught ${e.message}" }
                  sh '''#!/usr/bin/env python3
                print("from python")
                '''
                }
                """);
        assertThat(ended.out())
                .contains("out=a\nb\n", "status=7", "before\n", "caught script returned exit code 3", "from python");
        assertThat(ended.status()).isZero();
    }

    @Test
    void theEnvironmentOfANode() throws Exception {
        Trial.Ended ended = run("""
                env.GLOBAL = 'g'
                node {
                  withEnv(['INNER=i', "PATH+EXTRA=/extra", 'BOTH=$GLOBAL-x']) {
                    sh 'echo "$GLOBAL $INNER $BOTH $BUILD_NUMBER $GIVEN $PARAM ${PATH%%:*}"'
                    echo "${env.INNER} ${INNER} ${params.PARAM} ${env.WORKSPACE == WORKSPACE}"
                  }
                  echo "after ${env.INNER}"
                  dir('sub') { sh 'pwd' }
                }
                """, "--param", "PARAM=p", "--env", "GIVEN=e");
        assertThat(ended.out()).contains("g i g-x 1 e p /extra\n", "i i p true\n", "after null\n", "/workspace/sub\n");
    }

    @Test
    void filesOfAFolder() throws Exception {
        Trial.Ended ended = run("""
                node {
                  dir('elsewhere') {
                    writeFile file: 'a/b.txt', text: 'text'
                    echo "${readFile('a/b.txt')} ${sh(script: 'test -e a/c.log', returnStatus: true) == 0}"
                  }
                  echo "again ${readFile('elsewhere/a/b.txt')}"
                }
                """);
        assertThat(ended.out()).contains("text false\n", "again text\n");
    }

    @Test
    void parallelReturnsWhatItsBranchesReturn() throws Exception {
        Trial.Ended ended = run("""
                def r = parallel(b: { sleep time: 200, unit: 'MILLISECONDS'; 'two' }, a: { 'one' })
                echo "${r}"
                """);
        assertThat(ended.out()).contains("[b:two, a:one]");
    }

    @Test
    void parallelFailsWithTheFirstFailureAfterAllHaveEnded() throws Exception {
        Trial.Ended ended = run("""
                parallel a: { error 'first' }, b: { sleep time: 300, unit: 'MILLISECONDS'; echo 'b is done'; error 'second' }
                """);
        assertThat(ended.out()).contains("Failed in branch a", "[b] b is done", "ERROR: first");
        assertThat(ended.status()).isEqualTo(Main.FAILED);
    }

    @Test
    void parallelCanFailFast() throws Exception {
        Trial.Ended ended = run("parallel a: { error 'first' }, b: { sleep 60; echo 'never' }, failFast: true");
        assertThat(ended.out()).contains("ERROR: first").doesNotContain("never");
        assertThat(ended.status()).isEqualTo(Main.FAILED);
    }

    @Test
    void parallelNodesDoNotShareAWorkspace() throws Exception {
        Trial.Ended ended = run("parallel a: { node { sh 'pwd; sleep 1' } }, b: { node { sh 'pwd; sleep 1' } }");
        assertThat(ended.out()).contains("/workspace\n", "/workspace@2\n");
    }

    @Test
    void timeoutStopsItsBlockAndRetryTriesAgain() throws Exception {
        Trial.Ended ended = run("""
                def n = 0
                retry(2) {
                  n++
                  echo "attempt ${n}"
                  timeout(time: 300, unit: 'MILLISECONDS') { if (n == 1) { sleep 60 } }
                }
                echo 'over'
                """);
        assertThat(ended.out())
                .containsSubsequence("attempt 1", "Cancelling nested steps", "Retrying", "attempt 2", "over");
        assertThat(ended.status()).isZero();
    }

    @Test
    void timeoutKillsAScript() throws Exception {
        Trial.Ended ended = run("node { timeout(time: 1, unit: 'SECONDS') { sh 'sleep 60; touch late' } }");
        assertThat(ended.out()).contains("Sending interrupt signal to process", "Timeout has been exceeded");
        assertThat(ended.status()).isEqualTo(Main.OTHER);
    }

    @Test
    void retryGivesUp() throws Exception {
        Trial.Ended ended = run("retry(3) { echo 'once more'; error 'no' }");
        assertThat(ended.out().split("once more", -1)).hasSize(4);
        assertThat(ended.status()).isEqualTo(Main.FAILED);
    }

    @Test
    void whatIsCaughtGoesOnWithAWorseResult() throws Exception {
        Trial.Ended ended = run("""
                stage('S') {
                  try { error 'bad' } catch (e) { echo "ERROR: ${e.message}"; currentBuild.result = 'UNSTABLE' }
                }
                echo "now ${currentBuild.currentResult}"
                """);
        assertThat(ended.out()).contains("ERROR: bad", "now UNSTABLE", "< S");
        assertThat(ended.status()).isEqualTo(Main.OTHER);
    }

    @Test
    void aStageThatFailsIsAFailure() throws Exception {
        Trial.Ended ended = run("try { stage('S') { error 'bad' } } catch (e) { }");
        assertThat(ended.out()).contains("< S").containsPattern("S +\\S+  failure");
        assertThat(ended.status()).isZero();
    }

    @Test
    void loopsSurviveBeingSaved() throws Exception {
        Trial.Ended ended = run("""
                node {
                  for (x in ['a', 'b']) { sh "echo list $x" }
                  for (e in [k: 'v']) { sh "echo map ${e.key}${e.value}" }
                  [m: 1, n: 2].each { k, v -> sh "echo each $k$v" }
                  for (i in 1..2) { sh "echo range $i" }
                  (['p'] as Set).each { sh "echo set $it" }
                  echo "${[1, 2, 3].collect { it * 2 }.findAll { it > 2 }}"
                }
                """);
        assertThat(ended.out())
                .contains("\nlist a\n", "\nlist b\n", "\nmap kv\n", "\neach m1\n", "\neach n2\n")
                .contains("\nrange 1\n", "\nrange 2\n", "\nset p\n", "\n[4, 6]\n");
        assertThat(ended.status()).isZero();
    }

    @Test
    void currentBuildIsKept() throws Exception {
        run("currentBuild.displayName = 'v1'; currentBuild.description = 'first'");
        assertThat(Files.readString(folder.resolve("home/builds/1/build.xml"))).contains(">v1<", ">first<");
        Trial.Ended second = run("echo \"build ${currentBuild.number}\"; currentBuild.result = 'FAILURE'");
        assertThat(second.out()).contains("build 2");
        assertThat(second.status()).isEqualTo(Main.FAILED);
    }

    @Test
    void aDefectOfTheFileIsToldWithItsPlace() throws Exception {
        Trial.Ended ended = run("def x = null\n\nx.foo()\n");
        assertThat(ended.out()).contains("Cannot invoke method foo() on null object", "Jenkinsfile.run(Jenkinsfile:3)");
        assertThat(ended.status()).isEqualTo(Main.FAILED);
    }

    @Test
    void plainOutputHasNoOrnaments() throws Exception {
        Trial.Ended ended = run("stage('One') { echo 'x' }\nparallel a: { stage('In') { echo 'y' } }");
        assertThat(ended.out())
                .doesNotContain("\u001b")
                .contains("> One\n  x\n< One", "> In [a]\n  [a] y\n", "SUCCESS");
        String log = Files.readString(folder.resolve("home/builds/1/build.log"));
        assertThat(ended.out()).isEqualTo(log);
        assertThat(Files.readString(folder.resolve("home/builds/1/result.json")))
                .contains("\"result\" : \"SUCCESS\"", "\"name\" : \"One\"", "\"branch\" : \"a\"");
    }
}
