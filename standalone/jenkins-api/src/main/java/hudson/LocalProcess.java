package hudson;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A process of this machine, with threads that carry what it reads and writes. */
final class LocalProcess extends Proc {
    private final Process process;
    private final Thread out;
    private final Thread err;

    LocalProcess(Process process, Launcher.ProcStarter starter) {
        this.process = process;
        out = carry(process.getInputStream(), starter.stdout());
        err = carry(process.getErrorStream(), starter.stderr());
    }

    private static Thread carry(InputStream from, OutputStream to) {
        Thread thread = new Thread(
                () -> {
                    try (from) {
                        from.transferTo(to == null ? OutputStream.nullOutputStream() : to);
                    } catch (IOException e) {
                        // The process is gone, or nobody listens any more: there is nothing left to carry.
                    }
                },
                "stream of a local process");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    @Override
    public int join() throws InterruptedException {
        int status = process.waitFor();
        out.join();
        err.join();
        return status;
    }
}
