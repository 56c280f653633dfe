package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.notice.Notice;
import io.jenkins.plugins.awsreleasestages.notice.Payload;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code webhook(credentialsId: 'release-notices')}: any server that takes the notice as JSON. */
public class Webhook extends HttpReceiver {

    @DataBoundConstructor
    public Webhook(String credentialsId) {
        super(credentialsId);
    }

    @Override
    String payload(Notice notice, int attempt) {
        return Payload.generic(notice, attempt);
    }

    @Extension
    @Symbol("webhook")
    public static final class DescriptorImpl extends HttpDescriptor {

        @Override
        public String getDisplayName() {
            return "Webhook";
        }

        @Override
        public NoticeReceiver of(Map<String, String> said) {
            return new Webhook(said.get("credentialsId"));
        }
    }
}
