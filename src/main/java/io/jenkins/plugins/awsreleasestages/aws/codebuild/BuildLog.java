package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAnswer.LogPages;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/**
 * Reads a build's log forward, page by page.
 *
 * <p>CloudWatch Logs API reference, GetLogEvents: a page may be empty although there is more; the end, for now, is
 * where the token comes back that was sent.
 */
final class BuildLog {

    /** Of at most 1 MB each, so that one look needs little memory and the log is written as it is read. */
    private static final int PAGES_A_LOOK = 4;

    private BuildLog() {}

    /** @param token null to begin at the start of the stream */
    static LogPages read(AwsSession session, String group, String stream, String token) {
        List<String> lines = new ArrayList<>();
        String at = token;
        for (int page = 0; page < PAGES_A_LOOK; page++) {
            GetLogEventsResponse answer = page(session, group, stream, at);
            if (answer == null) {
                return new LogPages(group, stream, lines, at, false);
            }
            answer.events().forEach(event -> addLines(event, lines));
            String next = answer.nextForwardToken();
            if (next == null || next.equals(at)) {
                return new LogPages(group, stream, lines, at, false);
            }
            at = next;
        }
        return new LogPages(group, stream, lines, at, true);
    }

    /** @return null while the stream does not exist, which is normal early in a build */
    private static GetLogEventsResponse page(AwsSession session, String group, String stream, String token) {
        return AwsFailures.call(session, "Reading the log " + group + "/" + stream, () -> {
            try {
                return session.logs()
                        .getLogEvents(r -> r.logGroupName(group)
                                .logStreamName(stream)
                                .startFromHead(true)
                                .nextToken(token));
            } catch (ResourceNotFoundException e) {
                return null;
            }
        });
    }

    private static void addLines(OutputLogEvent event, List<String> lines) {
        String message = event.message() == null ? "" : event.message();
        String withoutEnd = message.endsWith("\n") ? message.substring(0, message.length() - 1) : message;
        withoutEnd.lines().forEach(lines::add);
        if (withoutEnd.isEmpty()) {
            lines.add("");
        }
    }
}
