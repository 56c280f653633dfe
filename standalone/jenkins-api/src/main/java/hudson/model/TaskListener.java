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

    default PrintWriter error(String format, Object... arguments) {
        return error(String.format(format, arguments));
    }

    default PrintWriter fatalError(String message) {
        return marked("FATAL: ", message);
    }

    default PrintWriter fatalError(String format, Object... arguments) {
        return fatalError(String.format(format, arguments));
    }

    default void hyperlink(String url, String text) {
        getLogger().print(text);
    }

    private PrintWriter marked(String mark, String message) {
        getLogger().println(mark + message);
        return new PrintWriter(getLogger(), true, StandardCharsets.UTF_8);
    }
}
