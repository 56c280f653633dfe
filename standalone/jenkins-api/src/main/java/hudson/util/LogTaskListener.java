package hudson.util;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

public class LogTaskListener extends AbstractTaskListener implements Closeable {
    private static final long serialVersionUID = 1L;

    private final transient PrintStream out;

    public LogTaskListener(Logger logger, Level level) {
        out = new PrintStream(new Lines(logger, level), true, StandardCharsets.UTF_8);
    }

    @Override
    public PrintStream getLogger() {
        return out;
    }

    @Override
    public void close() {
        out.close();
    }

    private static final class Lines extends ByteArrayOutputStream {
        private final Logger logger;
        private final Level level;

        Lines(Logger logger, Level level) {
            this.logger = logger;
            this.level = level;
        }

        @Override
        public synchronized void flush() {
            String text = toString(StandardCharsets.UTF_8).stripTrailing();
            reset();
            if (!text.isEmpty()) {
                logger.log(level, text);
            }
        }
    }
}
