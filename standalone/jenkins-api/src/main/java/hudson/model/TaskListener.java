package hudson.model;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;

public interface TaskListener extends Serializable {
    TaskListener NULL = new Silence();

    PrintStream getLogger();

    default PrintWriter error(String message) {
        return marked("ERROR: ", message);
    }

    private PrintWriter marked(String mark, String message) {
        getLogger().println(mark + message);
        return new PrintWriter(getLogger(), true, StandardCharsets.UTF_8);
    }
}
