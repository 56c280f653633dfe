package hudson.util;

import java.io.Closeable;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

public class StreamTaskListener extends AbstractTaskListener implements Closeable {
    private static final long serialVersionUID = 1L;

    private final transient PrintStream out;

    public StreamTaskListener(OutputStream out, Charset charset) {
        this.out = new PrintStream(out, true, charset == null ? StandardCharsets.UTF_8 : charset);
    }

    public StreamTaskListener(File file, Charset charset) throws IOException {
        this(file, false, charset);
    }

    public StreamTaskListener(File file, boolean append, Charset charset) throws IOException {
        this(new FileOutputStream(file, append), charset);
    }

    public static StreamTaskListener fromStdout() {
        return new StreamTaskListener(System.out, Charset.defaultCharset());
    }

    public static StreamTaskListener fromStderr() {
        return new StreamTaskListener(System.err, Charset.defaultCharset());
    }

    @Override
    public PrintStream getLogger() {
        return out;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    public void closeQuietly() {
        out.close();
    }
}
