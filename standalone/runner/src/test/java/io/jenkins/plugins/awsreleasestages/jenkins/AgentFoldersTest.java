package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a controller or an agent that died leaves on an agent. */
class AgentFoldersTest {

    @TempDir
    private Path home;

    private OneAgent controller;

    @BeforeEach
    void oneAgentAndOneRun() {
        controller = new OneAgent(home);
    }

    @AfterEach
    void nobody() {
        controller.close();
    }

    @Test
    void whatARunNeedsStays() throws Exception {
        Path folder = made("needed");

        AgentFolders.sweep(Runnable::run);

        assertThat(folder.resolve("secret")).exists();
        AgentFolders.gone("agent", folder.toString());
    }

    @Test
    void whatIsLeftOfARunThatHasEndedGoes() throws Exception {
        Path folder = made("left");
        controller.run.end();

        AgentFolders.sweep(Runnable::run);

        assertThat(folder).doesNotExist();
        assertThat(controller.notes()).isEmpty();
    }

    @Test
    void whatIsNotNeededAnyMoreGoesWhileTheRunGoesOn() throws Exception {
        Path folder = made("over");
        AgentFolders.released("agent", folder.toString());

        AgentFolders.sweep(Runnable::run);

        assertThat(folder).doesNotExist();
        assertThat(controller.notes()).isEmpty();
    }

    @Test
    void anAgentThatIsAwayIsSweptWhenItIsBack() throws Exception {
        Path folder = made("away");
        controller.run.end();
        controller.away = true;
        AgentFolders.sweep(Runnable::run);
        assertThat(folder).exists();

        controller.away = false;
        AgentFolders.sweep(Runnable::run);

        assertThat(folder).doesNotExist();
    }

    @Test
    void aRunWhoseJobWasRenamedKeepsWhatItUses() throws Exception {
        Path folder = made("renamed");
        controller.found = false;

        AgentFolders.sweep(Runnable::run);
        assertThat(folder).exists();

        AgentFolders.released("agent", folder.toString());
        AgentFolders.sweep(Runnable::run);
        assertThat(folder).doesNotExist();
    }

    @Test
    void linksAreNotFollowed() throws Exception {
        Path others = Files.createDirectories(home.resolve("others"));
        Files.writeString(others.resolve("file"), "theirs");
        Path folder = made("links");
        Files.createSymbolicLink(folder.resolve("link"), others);
        controller.run.end();

        AgentFolders.sweep(Runnable::run);

        assertThat(folder).doesNotExist();
        assertThat(others.resolve("file")).exists();
    }

    @Test
    void aLinkInTheFoldersPlaceIsNotTrusted() throws Exception {
        Path others = Files.createDirectories(home.resolve("others"));
        Path link = Files.createSymbolicLink(home.resolve("link"), others);

        assertThat(catchThrowable(() -> PrivateFolder.create(link))).isInstanceOf(IOException.class);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(others)))
                .isNotEqualTo("rwx------");
    }

    @Test
    void onlyTheOwnerMayLookIntoIt() throws Exception {
        Path folder = made("modes");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secret"))))
                .isEqualTo("rw-------");
        AgentFolders.gone("agent", folder.toString());
    }

    private Path made(String name) throws IOException {
        Path folder = home.resolve("workspace@tmp").resolve(name);
        AgentFolders.add("agent", folder.toString(), controller.run);
        PrivateFolder.create(folder);
        PrivateFolder.write(folder.resolve("secret"), "live");
        return folder;
    }
}
