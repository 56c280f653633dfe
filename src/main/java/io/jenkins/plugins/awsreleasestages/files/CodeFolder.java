package io.jenkins.plugins.awsreleasestages.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * A folder that is packed whole. Other than in a workspace, nothing of it is left out in silence: code without one of
 * its files does not run. {@code .git} is left out, it differs in every clone.
 */
public final class CodeFolder {

    /** Links can lead to the same files again and again. */
    public static final int MOST_FILES = 500_000;

    private CodeFolder() {}

    /**
     * @param workspace out of which no link is followed
     * @param leftOut a folder that is left out where it lies inside; null for none
     * @return the files by their names
     * @throws IOException with one line for each link that leads out, is broken or goes round in circles
     */
    public static SortedMap<String, Path> files(Path folder, Path workspace, Path leftOut)
            throws IOException, InterruptedException {
        Path without = leftOut == null || !Files.exists(leftOut) ? null : leftOut.toRealPath();
        List<String> problems = new ArrayList<>();
        SortedMap<String, Path> files = FolderFiles.below(folder.toRealPath(), workspace, new FolderFiles.Choice() {
            private int count;

            @Override
            public boolean enters(String name, Path entered) throws IOException {
                return !isGit(name) && (without == null || !entered.toRealPath().equals(without));
            }

            @Override
            public boolean takes(String name) throws IOException {
                if (++count > MOST_FILES) {
                    throw new IOException("There are more than " + MOST_FILES + " files, links counted.");
                }
                return !isGit(name);
            }

            @Override
            public void leftOut(String name, String why) {
                if (!isGit(name)) {
                    problems.add(name + " " + why);
                }
            }
        });
        if (!problems.isEmpty()) {
            throw new IOException(String.join("\n", problems.stream().sorted().toList()));
        }
        if (files.isEmpty()) {
            throw new IOException("The folder " + folder + " has no files.");
        }
        return files;
    }

    private static boolean isGit(String name) {
        return name.equals(".git") || name.endsWith("/.git");
    }
}
