package jenkins.plugins.mailer.tasks;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;

/** Nobody is sent mail from here: there is only what the plugin links to. */
public class MimeMessageBuilder {

    public MimeMessageBuilder setMimeType(String mimeType) {
        return this;
    }

    public MimeMessageBuilder setSubject(String subject) {
        return this;
    }

    public MimeMessageBuilder setBody(String body) {
        return this;
    }

    public MimeMessageBuilder addRecipients(String recipients) throws UnsupportedEncodingException {
        return this;
    }

    public MimeMessage buildMimeMessage() throws UnsupportedEncodingException, MessagingException {
        throw new MessagingException("There is no mail server here.");
    }
}
