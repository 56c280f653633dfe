package hudson.plugins.git;

import hudson.ExtensionPoint;
import hudson.model.ParameterValue;
import java.io.PrintWriter;
import java.util.List;
import org.eclipse.jgit.transport.URIish;

public class GitStatus {
    public abstract static class Listener implements ExtensionPoint {
        public List<ResponseContributor> onNotifyCommit(
                String origin,
                URIish uri,
                String sha1,
                List<ParameterValue> buildParameters,
                String... branches) {
            return List.of();
        }
    }

    public static class ResponseContributor {
        public void writeBody(PrintWriter w) {}
    }

    public static class MessageResponseContributor extends ResponseContributor {
        private final String message;

        public MessageResponseContributor(String message) {
            this.message = message;
        }

        @Override
        public void writeBody(PrintWriter w) {
            w.println(message);
        }
    }
}
