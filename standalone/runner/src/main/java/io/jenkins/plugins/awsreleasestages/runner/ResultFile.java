package io.jenkins.plugins.awsreleasestages.runner;

import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code result.json}: how a run ended. A run that has this file is over. */
final class ResultFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ResultFile() {}

    static void write(Build build, Result result, List<StageRecord> stages) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("number", build.number);
        all.put("result", result.toString());
        all.put("started", Instant.ofEpochMilli(build.getStartTimeInMillis()).toString());
        all.put("durationMillis", build.getDuration());
        List<Map<String, Object>> list = new ArrayList<>();
        for (StageRecord stage : stages) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", stage.name);
            one.put("branch", stage.branch);
            one.put("depth", stage.depth);
            one.put("result", stage.result == null ? "ABORTED" : stage.result);
            one.put("durationMillis", stage.millis);
            list.add(one);
        }
        all.put("stages", list);
        Path file = build.folder().resolve(Build.RESULT);
        AtomicFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
    }

    static Result read(Build build) throws IOException {
        Map<?, ?> all = JSON.readValue(build.folder().resolve(Build.RESULT).toFile(), Map.class);
        return Result.fromString(String.valueOf(all.get("result")));
    }
}
