package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.console.ConsoleLogFilter;
import hudson.console.LineTransformationOutputStream;
import hudson.model.Run;
import hudson.remoting.Channel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Hides in the log what a block has handed out. Saved with the program, without what it hides. */
final class ShellLogFilter extends ConsoleLogFilter implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ShellCredentials of;

    ShellLogFilter(ShellCredentials of) {
        this.of = of;
    }

    @Override
    public OutputStream decorateLogger(Run build, OutputStream logger) {
        return new Masking(logger, of::secrets);
    }

    /** An agent that writes to the log itself gets what is to be hidden, over its encrypted connection. */
    private Object writeReplace() {
        return Channel.current() == null ? this : new OnAgent(new ArrayList<>(of.secrets()));
    }

    private static final class OnAgent extends ConsoleLogFilter implements Serializable {
        private static final long serialVersionUID = 1L;
        private final ArrayList<String> secrets;

        OnAgent(ArrayList<String> secrets) {
            this.secrets = secrets;
        }

        @Override
        public OutputStream decorateLogger(Run build, OutputStream logger) {
            return new Masking(logger, () -> secrets);
        }
    }

    static final class Masking extends LineTransformationOutputStream.Delegating {
        private final Supplier<List<String>> secrets;

        Masking(OutputStream out, Supplier<List<String>> secrets) {
            super(out);
            this.secrets = secrets;
        }

        @Override
        protected void eol(byte[] bytes, int length) throws IOException {
            List<String> hidden = secrets.get();
            // Byte for character, so that a line in any encoding comes out as it went in.
            String line = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
            String masked = IssuedSecrets.masked(line, hidden);
            if (masked.equals(line)) {
                out.write(bytes, 0, length);
            } else {
                out.write(masked.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }
}
