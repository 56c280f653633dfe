package io.jenkins.plugins.awsreleasestages.runner;

import hudson.console.ConsoleLogFilter;
import hudson.model.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Takes what a step writes and passes it on in whole lines. */
final class LineLog extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Consumer<String> lines;
    private OutputStream filtered = this;
    private PrintStream stream = new PrintStream(this, false, StandardCharsets.UTF_8);

    LineLog(Consumer<String> lines) {
        this.lines = lines;
    }

    /** Lets the blocks around change what is written. */
    void through(ConsoleLogFilter filter, Run<?, ?> build) {
        try {
            filtered = filter.decorateLogger(build, this);
            stream = new PrintStream(filtered, false, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    PrintStream stream() {
        return stream;
    }

    @Override
    public synchronized void write(int b) {
        if (b == '\n') {
            pass();
        } else {
            line.write(b);
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            write(bytes[i]);
        }
    }

    /** What stands after the last line break is a line too. */
    synchronized void end() {
        stream.flush();
        try {
            // Closed, it lets go of what it holds; this itself stays open.
            filtered.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (line.size() > 0) {
            pass();
        }
    }

    private void pass() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        lines.accept(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }
}
