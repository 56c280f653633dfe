package io.jenkins.plugins.awsreleasestages.runner;

import com.thoughtworks.xstream.XStream;
import com.thoughtworks.xstream.security.AnyTypePermission;
import hudson.model.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code build.xml} holds of a run: what it was started with, and the actions that steps left on it. */
final class BuildRecord {
    int number;
    long started;
    String result;
    String displayName;
    String description;
    String workspace;
    String endpoint;
    Map<String, String> params = new LinkedHashMap<>();
    Map<String, String> env = new LinkedHashMap<>();
    List<Action> actions = new ArrayList<>();

    String toXml() {
        return xstream().toXML(this);
    }

    static BuildRecord read(Path file) throws IOException {
        return (BuildRecord) xstream().fromXML(Files.readString(file));
    }

    private static XStream xstream() {
        XStream xstream = new XStream();
        xstream.setClassLoader(BuildRecord.class.getClassLoader());
        xstream.addPermission(AnyTypePermission.ANY);
        xstream.alias("build", BuildRecord.class);
        return xstream;
    }
}
