package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.notice.Notice;
import io.jenkins.plugins.awsreleasestages.notice.Payload;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code slackWebhook(credentialsId: 'release-notices')}: Slack's incoming webhooks, and those that take the same (Mattermost, Rocket.Chat). */
public class SlackWebhook extends HttpReceiver {

    @DataBoundConstructor
    public SlackWebhook(String credentialsId) {
        super(credentialsId);
    }

    @Override
    String payload(Notice notice, int attempt) {
        return Payload.slack(notice, attempt);
    }

    @Extension
    @Symbol("slackWebhook")
    public static final class DescriptorImpl extends HttpDescriptor {

        @Override
        public String getDisplayName() {
            return "Slack webhook";
        }

        @Override
        public NoticeReceiver of(Map<String, String> said) {
            return new SlackWebhook(said.get("credentialsId"));
        }
    }
}
