package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Report;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.ArtifactFiles.FilePatterns;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the files of test reports and brings what they say, on the agent. */
public final class ReportFiles {

    /** Of all files together; they come to the controller. */
    private static final int MOST_BYTES = 20_000_000;

    private static final int MOST_FILES = 1_000;

    /**
     * @param xml by the report's group and the file's name
     * @param lines for the log: what was found and what was left out
     */
    public record Found(Map<String, byte[]> xml, List<String> lines) implements Serializable {}

    private final Path source;
    private final long since;
    private final Map<String, byte[]> xml = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private int bytes;

    private ReportFiles(Path source, long since) {
        this.source = source;
        this.since = since;
    }

    /** @param since when the phases began: what is older was left behind by another run */
    static Found find(Path source, long since, List<Report> reports) throws IOException, InterruptedException {
        ReportFiles files = new ReportFiles(source, since);
        for (Report report : reports) {
            files.add(report);
        }
        return new Found(files.xml, files.lines);
    }

    private void add(Report report) throws IOException, InterruptedException {
        Map<String, Path> selected;
        try {
            selected = ArtifactFiles.select(source, source, selection(report));
        } catch (ArtifactFiles.NothingSelected e) {
            lines.add("Test report " + report.group() + " is left out: " + e.getMessage() + ".");
            return;
        }
        int before = xml.size();
        int older = 0;
        for (Map.Entry<String, Path> file : selected.entrySet()) {
            if (Files.getLastModifiedTime(file.getValue()).toMillis() < since) {
                older++;
            } else if (file.getKey().endsWith(".xml")) {
                add(report.group(), file.getKey(), file.getValue());
            }
        }
        lines.add("Test report " + report.group() + ": " + (xml.size() - before) + " files"
                + (older == 0 ? "." : "; " + older + " are left out, they are older than this run."));
    }

    private FilePatterns selection(Report report) {
        return new FilePatterns(
                inSource(report.baseDirectory() == null ? "" : report.baseDirectory()),
                report.files().stream().map(this::inSource).toList(),
                List.of(),
                false);
    }

    /** The one variable that people write here; others are known to the commands only. */
    private String inSource(String text) {
        return text.replace("${CODEBUILD_SRC_DIR}", source.toString()).replace("$CODEBUILD_SRC_DIR", source.toString());
    }

    private void add(String group, String name, Path file) throws IOException {
        if (xml.size() == MOST_FILES) {
            leftOut(group, name, "there are more than " + MOST_FILES + " files");
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MOST_BYTES - bytes + 1);
            if (content.length > MOST_BYTES - bytes) {
                leftOut(group, name, "all files together have more than " + MOST_BYTES + " bytes");
            } else {
                bytes += content.length;
                xml.put(group + "/" + name, content);
            }
        }
    }

    private void leftOut(String group, String name, String why) {
        if (lines.isEmpty() || !lines.get(lines.size() - 1).endsWith(why + ".")) {
            lines.add("Of test report " + group + ", " + name + " is left out: " + why + ".");
        }
    }
}
