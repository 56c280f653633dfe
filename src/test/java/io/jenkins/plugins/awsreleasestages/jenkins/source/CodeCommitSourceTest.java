package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.aws.AwsConnection;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** With the real git, against git's own server in CodeCommit's place. */
class CodeCommitSourceTest {

    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    @TempDir
    Path temp;

    private GitRepository repository;
    private GitServer server;
    private LocalSite site;
    private final CodeCommitSource source = new CodeCommitSource("shop");

    @BeforeEach
    void prepare() throws Exception {
        repository = new GitRepository(temp.resolve("server/v1/repos/shop"));
        server = new GitServer(temp.resolve("server"));
        site = at("workspace");
    }

    private LocalSite at(String folder) throws Exception {
        LocalSite site = new LocalSite(Files.createDirectory(temp.resolve(folder)));
        String id = UUID.randomUUID().toString();
        site.session = AwsSessions.get(
                new BaseCredentials.Keys(
                        id,
                        StaticCredentialsProvider.create(
                                AwsSessionCredentials.create("ASIAIOSFODNN7EXAMPLE", SECRET, "to/ken="))),
                SessionRequest.plain("eu-west-1", id),
                new AwsConnection(Map.of("codecommit", URI.create(server.url("").replaceFirst("/$", ""))), null));
        return site;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String file(String name) {
        return temp.resolve("workspace").resolve(name).toString();
    }

    @Test
    void exactlyThePinnedCommitIsBroughtInWithTheRolesOwnCredentials() throws Exception {
        String first = repository.commit("a.txt", "1", "One");
        SourceRevision pinned = source.look(site);
        repository.commit("a.txt", "2", "Two");
        SourceRevision brought = source.bringIn(site, pinned);
        assertThat(brought.id()).isEqualTo(first);
        assertThat(Path.of(file("a.txt"))).hasContent("1");
        assertThat(brought.variables())
                .containsEntry("RepositoryName", "shop")
                .containsEntry("BranchName", "main")
                .containsEntry("CommitId", first)
                .containsEntry("CommitMessage", "One")
                .containsKey("CommitterDate");
        assertThat(server.requests).allSatisfy(request -> {
            String basic = request.substring(request.indexOf("Basic ") + "Basic ".length());
            assertThat(new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8))
                    .startsWith("ASIAIOSFODNN7EXAMPLE%to/ken=:20")
                    .matches(".*:[0-9]{8}T[0-9]{6}Z[0-9a-f]{64}");
        });
    }

    private CodeCommitSource filesAlone() {
        CodeCommitSource files = new CodeCommitSource("shop");
        files.setOutput("ZIP");
        return files;
    }

    @Test
    void theFilesAloneHaveNoRepository() throws Exception {
        repository.commit("a.txt", "1", "One");
        SourceRevision pinned = source.look(site);
        SourceRevision cloned = source.bringIn(site, pinned);
        assertThat(Path.of(file(".git"))).isDirectory();
        site = at("files");
        SourceRevision brought = filesAlone().bringIn(site, pinned);
        assertThat(temp.resolve("files")).isDirectoryContaining("glob:**/a.txt");
        assertThat(temp.resolve("files/.git")).doesNotExist();
        assertThat(brought.toMap()).isEqualTo(cloned.toMap());
        String second = repository.commit("a.txt", "2", "Two");
        assertThat(filesAlone().bringIn(site, source.look(site)).id()).isEqualTo(second);
        assertThat(temp.resolve("files/a.txt")).hasContent("2");
    }

    @Test
    void theRepositoryOfSomebodyElseIsNotRemoved() throws Exception {
        repository.commit("a.txt", "1", "One");
        Path head = Files.createDirectories(temp.resolve("workspace/.git")).resolve("HEAD");
        Files.writeString(head, "ref: refs/heads/main");
        assertThatThrownBy(() -> filesAlone().bringIn(site, source.look(site)))
                .hasMessageContaining("output ZIP would remove it");
        assertThat(head).hasContent("ref: refs/heads/main");
        assertThat(Path.of(file("a.txt"))).doesNotExist();
    }

    @Test
    void whatAStopHasLeftOfTheRepositoryIsNobodysElse() throws Exception {
        repository.commit("a.txt", "1", "One");
        Files.createDirectories(temp.resolve("workspace/.git/aws-source"));
        filesAlone().bringIn(site, source.look(site));
        assertThat(Path.of(file("a.txt"))).hasContent("1");
        assertThat(Path.of(file(".git"))).doesNotExist();
    }

    /** Their folders would be empty, which a build notices late. */
    @Test
    void submodulesAreRefusedInWords() throws Exception {
        repository.commit(".gitmodules", "[submodule \"lib\"]\n path = lib\n url = ../lib", "A library");
        SourceRevision pinned = source.look(site);
        for (CodeCommitSource one : List.of(source, filesAlone())) {
            site = at("with-" + one.getOutput());
            assertThatThrownBy(() -> one.bringIn(site, pinned))
                    .hasMessageStartingWith("Repository shop has submodules (.gitmodules)")
                    .hasMessageContaining("jenkinsScm");
        }
    }

    @Test
    void noCommandLineHasTheLogin() throws Exception {
        repository.commit("a.txt", "1", "One");
        source.bringIn(site, source.look(site));
        assertThat(site.commands.toString()).doesNotContain("ASIA", "to/ken", SECRET);
        assertThat(site.environments.toString()).doesNotContain(SECRET);
    }

    @Test
    void aRevisionIsOneOfThisSourceByItsRepositoryAndBranch() throws Exception {
        repository.commit("a.txt", "1", "One");
        SourceRevision seen = source.look(site);
        assertThat(source.has(seen)).isTrue();
        assertThat(new CodeCommitSource("codecommit::eu-west-1://shop").has(seen))
                .isTrue();
        assertThat(new CodeCommitSource("other").has(seen)).isFalse();
        CodeCommitSource branch = new CodeCommitSource("shop");
        branch.setBranch("release");
        assertThat(branch.has(seen)).isFalse();
        assertThat(source.has(SourceRevision.s3("shop", "main", "1", null, null, null)))
                .isFalse();
    }

    @Test
    void whatIsNotThereIsSaidWithWhatTheRoleNeeds() throws Exception {
        repository.commit("a.txt", "1", "One");
        CodeCommitSource branch = new CodeCommitSource("shop");
        branch.setBranch("release");
        assertThatThrownBy(() -> branch.look(site)).hasMessageContaining("has no branch release");
        assertThatThrownBy(() -> new CodeCommitSource("other").look(site)).hasMessageContaining("v1/repos/other");
        assertThatThrownBy(() -> source.named(site, "main")).hasMessageContaining("not the full id of a commit");
    }

    @Test
    void whatIsSaidIsSavedAndRefusedWhereItIsWrong() {
        CodeCommitSource said = new CodeCommitSource("codecommit::eu-west-1://shop");
        said.setBranch("release");
        said.setOutput("ZIP");
        CodeCommitSource read = (CodeCommitSource) AwsSource.of(said.said());
        assertThat(List.of(read.getRepository(), read.getBranch(), read.getOutput()))
                .containsExactly("codecommit::eu-west-1://shop", "release", "ZIP");
        Map<String, String> before = new HashMap<>(said.said());
        before.remove("output");
        assertThat(((CodeCommitSource) AwsSource.of(before)).getOutput()).isEqualTo("CLONE");
        CodeCommitSource wrong = new CodeCommitSource(null);
        wrong.setBranch("--upload-pack=x");
        wrong.setOutput("CODE_ZIP");
        assertThat(wrong.problems()).hasSize(3).contains("output: 'CODE_ZIP' is neither CLONE nor ZIP.");
    }
}
