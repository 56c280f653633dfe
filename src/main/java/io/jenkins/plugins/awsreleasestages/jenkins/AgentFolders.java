package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.Extension;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import hudson.remoting.VirtualChannel;
import hudson.slaves.ComputerListener;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import jenkins.MasterToSlaveFileCallable;
import jenkins.model.Jenkins;

/**
 * The folders on agents that hold what nobody else is to see. Each is noted in Jenkins's home before it is made, and
 * the note goes when the folder is gone. What is noted and no run needs any more, because the controller or the agent
 * died meanwhile, is removed at the next start of the controller, connection of the agent, start or end of a build.
 *
 * <p>Whoever makes such a folder calls {@link #add} before, {@link #gone} after it has removed it, and {@link #released}
 * where it could not.
 */
public final class AgentFolders {

    private static final System.Logger LOGGER = System.getLogger(AgentFolders.class.getName());

    /** An agent that has not existed for so long does not come back. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    /** Needed by this process, even when the run is not found by its name any more: jobs are renamed. */
    private static final Set<Place> IN_USE = ConcurrentHashMap.newKeySet();

    /** Agents that are being swept, by name. */
    private static final Set<String> SWEPT_NOW = ConcurrentHashMap.newKeySet();

    /** @param node the agent's name; empty for the controller itself */
    record Place(String node, String folder) {}

    private record Note(Place place, String run, Path file) {}

    private AgentFolders() {}

    /**
     * Notes a folder that is about to be made. To note it again does no harm.
     *
     * @param node the agent's name; empty for the controller itself
     * @param folder its path there
     * @throws IOException when it cannot be noted; the folder must not be made then
     */
    public static void add(String node, String folder, Run<?, ?> run) throws IOException {
        Place place = new Place(node, folder);
        if (!IN_USE.contains(place)) {
            write(place, run.getExternalizableId());
            IN_USE.add(place);
        }
    }

    /** The same, for a folder of an agent that is connected. */
    public static void add(FilePath folder, Run<?, ?> run) throws IOException {
        Computer computer = folder.toComputer();
        if (computer != null) {
            add(computer.getName(), folder.getRemote(), run);
        }
    }

    public static void released(FilePath folder) {
        Computer computer = folder.toComputer();
        if (computer != null) {
            released(computer.getName(), folder.getRemote());
        }
    }

    public static void gone(FilePath folder) {
        Computer computer = folder.toComputer();
        if (computer != null) {
            gone(computer.getName(), folder.getRemote());
        }
    }

    /** Nothing needs the folder any more, but it is still there as far as is known. */
    public static void released(String node, String folder) {
        Place place = new Place(node, folder);
        IN_USE.remove(place);
        try {
            if (Files.exists(note(place))) {
                write(place, "");
            }
        } catch (IOException e) {
            // It is removed when the run has ended.
            LOGGER.log(System.Logger.Level.DEBUG, "Not noted: " + place, e);
        }
    }

    /** The folder was removed. */
    public static void gone(String node, String folder) {
        Place place = new Place(node, folder);
        IN_USE.remove(place);
        try {
            Files.deleteIfExists(note(place));
        } catch (IOException e) {
            // Then it is removed once more.
            LOGGER.log(System.Logger.Level.DEBUG, "Still noted: " + place, e);
        }
    }

    private static Path home() {
        return Jenkins.get().getRootDir().toPath().resolve("aws-release-stages").resolve("agent-folders");
    }

    private static Path note(Place place) {
        byte[] whole = (place.node() + "\0" + place.folder()).getBytes(StandardCharsets.UTF_8);
        return home().resolve(UUID.nameUUIDFromBytes(whole) + ".properties");
    }

    private static void write(Place place, String run) throws IOException {
        Path file = note(place);
        Properties note = new Properties();
        note.setProperty("node", place.node());
        note.setProperty("folder", place.folder());
        note.setProperty("run", run);
        Files.createDirectories(file.getParent());
        Path fresh = Files.createTempFile(file.getParent(), "note", ".new");
        try {
            try (OutputStream out = Files.newOutputStream(fresh)) {
                note.store(out, null);
            }
            move(fresh, file);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Removes what no run needs any more, on the agents that are connected; does not wait for it. */
    public static void sweep() {
        sweep(Computer.threadPoolForRemoting);
    }

    static void sweep(Executor threads) {
        threads.execute(() -> {
            Map<String, List<Note>> unneeded = new LinkedHashMap<>();
            for (Note note : notes()) {
                if (!isNeeded(note)) {
                    unneeded.computeIfAbsent(note.place().node(), node -> new ArrayList<>())
                            .add(note);
                }
            }
            // An agent that does not answer holds up nobody else.
            unneeded.forEach((node, notes) -> threads.execute(() -> sweep(node, notes)));
        });
    }

    private static List<Note> notes() {
        List<Note> notes = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(home(), "*.properties")) {
            for (Path file : files) {
                Properties note = new Properties();
                try (InputStream in = Files.newInputStream(file)) {
                    note.load(in);
                    Place place = new Place(note.getProperty("node", ""), note.getProperty("folder", ""));
                    notes.add(new Note(place, note.getProperty("run", ""), file));
                } catch (IOException | IllegalArgumentException e) {
                    LOGGER.log(System.Logger.Level.DEBUG, "No note: " + file, e);
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing was ever noted.
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.WARNING, "What is left on agents is not known", e);
        }
        return notes;
    }

    private static boolean isNeeded(Note note) {
        Run<?, ?> run;
        try {
            run = note.run().isEmpty() ? null : Run.fromExternalizableId(note.run());
        } catch (RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "No run: " + note.run(), e);
            return true;
        }
        return run == null ? IN_USE.contains(note.place()) : run.isBuilding();
    }

    private static void sweep(String node, List<Note> notes) {
        if (!SWEPT_NOW.add(node)) {
            return;
        }
        try {
            Computer computer = Jenkins.get().getComputer(node);
            if (computer == null) {
                forgetOld(notes);
                return;
            }
            VirtualChannel channel = computer.getChannel();
            for (Note note : channel == null ? List.<Note>of() : notes) {
                new FilePath(channel, note.place().folder()).act(new Remove());
                gone(node, note.place().folder());
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.INFO, "Folders stay on the agent '" + node + "' for now", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            SWEPT_NOW.remove(node);
        }
    }

    private static void forgetOld(List<Note> notes) throws IOException {
        Instant before = Instant.now().minus(REMEMBERED);
        for (Note note : notes) {
            if (Files.getLastModifiedTime(note.file()).toInstant().isBefore(before)) {
                gone(note.place().node(), note.place().folder());
            }
        }
    }

    public static final class Remove extends MasterToSlaveFileCallable<Boolean> {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean invoke(File folder, VirtualChannel channel) throws IOException {
            PrivateFolder.remove(folder.toPath());
            return true;
        }
    }

    /** The controller's own computer comes online when the controller has started. */
    @Extension
    public static final class OnConnection extends ComputerListener {
        @Override
        public void onOnline(Computer computer, TaskListener listener) {
            sweep();
        }
    }

    /** Also where an agent was connected all the time. */
    @Extension
    public static final class OnRuns extends RunListener<Run<?, ?>> {
        @Override
        public void onStarted(Run<?, ?> run, TaskListener listener) {
            sweep();
        }

        @Override
        public void onFinalized(Run<?, ?> run) {
            sweep();
        }
    }
}
