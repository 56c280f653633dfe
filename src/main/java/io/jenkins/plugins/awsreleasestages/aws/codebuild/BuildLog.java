package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction.Answer.LogPages;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.util.LinkedList;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.OutputLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;

/**
 * Reads a build's log, page by page.
 *
 * <p>CloudWatch Logs API reference, GetLogEvents: a page may be empty although there is more; the end, for now, is
 * where the token comes back that was sent.
 */
final class BuildLog {

    /** Of at most 1 MB each. */
    private static final int PAGES_OF_A_TAIL = 4;

    /** After a page with as much as this there is likely to be another one. */
    private static final int MANY_EVENTS = 1000;

    private static final int MANY_CHARACTERS = 200_000;

    private BuildLog() {}

    /**
     * Goes on where the last look ended.
     *
     * @param token null to begin at the start
     * @param ended whether the build has ended
     */
    static LogPages read(AwsSession session, LogPlace place, String token, boolean ended) {
        return unlessRefused(
                token,
                () -> place.inS3()
                        ? BuildLogObject.read(session, place, token, ended)
                        : forward(session, place, token));
    }

    /** The last {@code most} pieces of the log, or a few more; the token says which they are. */
    static LogPages tail(AwsSession session, LogPlace place, int most) {
        return unlessRefused(null, () -> {
            List<String> texts = place.inS3() ? BuildLogObject.tail(session, place) : backward(session, place, most);
            return LogPages.of(texts, texts.size() + ":" + texts.hashCode(), false);
        });
    }

    /** A log that may not be read is no reason to give up a build. */
    private static LogPages unlessRefused(String token, Supplier<LogPages> reading) {
        try {
            return reading.get();
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            return LogPages.refused(token, e.getMessage());
        }
    }

    /** One page: so a look needs little memory, the log is written as it is read, and each call takes its turn. */
    private static LogPages forward(AwsSession session, LogPlace place, String token) {
        GetLogEventsResponse answer = page(session, place, token, true, null);
        if (answer == null) {
            return LogPages.of(List.of(), token, false);
        }
        List<String> texts = answer.events().stream().map(BuildLog::text).toList();
        String next = answer.nextForwardToken();
        return next == null || next.equals(token)
                ? LogPages.of(texts, token, false)
                : LogPages.of(texts, next, isLikelyMore(texts));
    }

    /** A page with a few lines is what was written since the last look; what comes then is read at the next. */
    private static boolean isLikelyMore(List<String> texts) {
        return texts.isEmpty()
                || texts.size() >= MANY_EVENTS
                || texts.stream().mapToLong(String::length).sum() >= MANY_CHARACTERS;
    }

    private static List<String> backward(AwsSession session, LogPlace place, int most) {
        LinkedList<String> texts = new LinkedList<>();
        String at = null;
        for (int page = 0; page < PAGES_OF_A_TAIL && texts.size() < most; page++) {
            GetLogEventsResponse answer = page(session, place, at, false, most);
            if (answer == null) {
                return texts;
            }
            texts.addAll(0, answer.events().stream().map(BuildLog::text).toList());
            String next = answer.nextBackwardToken();
            if (next == null || next.equals(at)) {
                return texts;
            }
            at = next;
        }
        return texts;
    }

    /** @return null while the stream does not exist, which is normal early in a build */
    private static GetLogEventsResponse page(
            AwsSession session, LogPlace place, String token, boolean forward, Integer most) {
        return AwsFailures.call(session, "Reading the log " + place, () -> {
            try {
                return session.logs()
                        .getLogEvents(r -> r.logGroupName(place.container())
                                .logStreamName(place.name())
                                .startFromHead(forward)
                                .limit(most)
                                .nextToken(token));
            } catch (ResourceNotFoundException e) {
                return null;
            }
        });
    }

    private static String text(OutputLogEvent event) {
        return event.message() == null ? "" : event.message();
    }
}
