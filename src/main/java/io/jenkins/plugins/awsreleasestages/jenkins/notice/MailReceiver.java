package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import hudson.Extension;
import hudson.model.Computer;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.notice.Notice;
import io.jenkins.plugins.awsreleasestages.notice.Payload;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import java.io.UnsupportedEncodingException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import jenkins.plugins.mailer.tasks.MimeMessageBuilder;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code mail(to: 'release-managers@example.org')}: by the server that the Mailer plugin is set up with. */
public class MailReceiver extends NoticeReceiver {

    /** Mailer itself takes more, such as {@code cc:}, and names without a server. */
    private static final Pattern ADDRESSES =
            Pattern.compile("[^@\\s,;:<>\"]+@[^@\\s,;:<>\"]+(?:[\\s,]+[^@\\s,;:<>\"]+@[^@\\s,;:<>\"]+){0,9}");

    private final String to;

    /** @param to one to ten addresses, with blanks or commas between them */
    @DataBoundConstructor
    public MailReceiver(String to) {
        this.to = EmptyFields.kept(to);
    }

    public String getTo() {
        return to;
    }

    @Override
    protected Map<String, String> said() {
        return Map.of("to", to);
    }

    @Override
    protected List<String> ownProblems() {
        String problem = problem(to);
        return problem == null ? List.of() : List.of(problem);
    }

    /** @return what is wrong with the addresses, or null */
    static String problem(String to) {
        if (to == null || to.isBlank()) {
            return "to: the address is missing.";
        }
        return ADDRESSES.matcher(to).matches()
                ? null
                : "to: '" + to + "' is not one to ten addresses, as release-managers@example.org.";
    }

    @Override
    public String inWords() {
        return "Mail to " + to;
    }

    /** The library for mail waits on a thread; Jenkins's own for what may wait, one for each receiver at the most. */
    @Override
    public CompletableFuture<?> send(Notice notice, int attempt, Item place) {
        return CompletableFuture.runAsync(() -> Mail.send(to, notice, attempt), Computer.threadPoolForRemoting);
    }

    /** Linked to the Mailer plugin, which may be missing. */
    private static final class Mail {
        static void send(String to, Notice notice, int attempt) {
            try {
                Transport.send(new MimeMessageBuilder()
                        .setMimeType("text/plain")
                        .setSubject(notice.subject())
                        .setBody(Payload.text(notice, attempt))
                        .addRecipients(to)
                        .buildMimeMessage());
            } catch (MessagingException | UnsupportedEncodingException e) {
                throw new RemoteFailure(
                        RemoteFailure.Kind.UNREACHABLE,
                        "The mail server of Jenkins's settings does not take it: " + Notice.line(e.getMessage()),
                        e);
            }
        }
    }

    @Extension(optional = true)
    @Symbol("mail")
    public static final class DescriptorImpl extends ReceiverDescriptor {

        /** Links the class to the plugin, so that without it no instance is made. */
        private final Class<?> needed = MimeMessageBuilder.class;

        @Override
        public String getDisplayName() {
            return "Mail";
        }

        @Override
        public NoticeReceiver of(Map<String, String> said) {
            return new MailReceiver(said.get("to"));
        }

        @POST
        public FormValidation doCheckTo(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> problem(EmptyFields.kept(value)));
        }
    }
}
