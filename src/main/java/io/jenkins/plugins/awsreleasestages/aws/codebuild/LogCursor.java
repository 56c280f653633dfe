package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction.Answer.LogPages;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How far a build's log was read. Small, however long the log is.
 *
 * @param places where the build has logged, in the order in which CodeBuild named them; mostly one
 * @param at which of them is being read
 * @param token where to go on in it; null before the first page
 * @param more whether the last look ended before the end of what there was
 * @param quietLooks looks in a row that found nothing new
 * @param open the beginning of a line whose end was not read yet
 * @param closing whether the last line read is that of the end of the last phase
 * @param complete whether the last line read is the one with which CodeBuild ends a log
 * @param unreadable whether AWS refuses to show the log
 */
public record LogCursor(
        List<LogPlace> places,
        int at,
        String token,
        boolean more,
        int quietLooks,
        String open,
        boolean closing,
        boolean complete,
        boolean unreadable) {

    static final LogCursor START = new LogCursor(List.of(), 0, null, false, 0, "", false, false, false);

    private static final Pattern LAST_PHASE = Pattern.compile("^\\[Container] .*Phase complete: UPLOAD_ARTIFACTS ");
    private static final Pattern CONTEXT = Pattern.compile("^\\[Container] .*Phase context status code: ");

    /** What CodeBuild writes after each phase that went well. */
    private static final Pattern EMPTY_CONTEXT =
            Pattern.compile("^\\[Container] .*Phase context status code:\\s*Message:\\s*$");

    /** The lines that came to an end, and the cursor behind them. */
    record Read(LogCursor cursor, List<String> lines) {}

    /** What is read now; null while the build has no log. */
    LogPlace place() {
        return at < places.size() ? places.get(at) : null;
    }

    /**
     * CodeBuild names a place. One that it has named before is not read again: its answers may be older than those
     * before them.
     */
    LogCursor named(LogPlace place) {
        if (place == null || places.contains(place)) {
            return this;
        }
        List<LogPlace> known = new ArrayList<>(places);
        known.add(place);
        return new LogCursor(known, at, token, more, quietLooks, open, closing, complete, unreadable);
    }

    /** From here on only looks after the build's end count as quiet. */
    LogCursor ended() {
        return new LogCursor(places, at, token, more, 0, open, closing, complete, unreadable);
    }

    /** Takes what was read. Where it came to the end of a place and the build logs elsewhere by now, goes on there. */
    Read read(LogPages pages) {
        if (pages.refusal() != null) {
            LogCursor without = new LogCursor(places, at, token, false, 0, open, closing, complete, true);
            return new Read(without, List.of(pages.refusal() + " The build goes on without its log being shown."));
        }
        LogLines read = LogLines.of(open, pages.texts());
        boolean quiet = pages.texts().isEmpty() && !pages.more();
        LogCursor cursor = behind(read, pages, quiet ? quietLooks + 1 : 0);
        return cursor.quietLooks >= 2 && at + 1 < places.size() ? cursor.nextPlace() : new Read(cursor, read.lines());
    }

    /** Takes the end of the log, read anew as a whole at each look; quiet is what is as it was. */
    LogCursor readTail(LogPages pages) {
        boolean quiet = pages.token().equals(token);
        return new LogCursor(
                places, at, pages.token(), false, quiet ? quietLooks + 1 : 0, "", false, false, unreadable);
    }

    private LogCursor behind(LogLines read, LogPages pages, int quiet) {
        return new LogCursor(places, at, pages.token(), pages.more(), quiet, read.open(), closing, complete, unreadable)
                .behind(read.lines());
    }

    private Read nextPlace() {
        LogCursor next = new LogCursor(places, at + 1, null, true, 0, "", closing, complete, unreadable);
        return new Read(next, LogLines.rest(open));
    }

    private LogCursor behind(List<String> lines) {
        if (lines.isEmpty()) {
            return this;
        }
        int size = lines.size();
        String last = lines.get(size - 1);
        boolean closed = size > 1 ? endsTheLastPhase(lines.get(size - 2)) : closing;
        boolean over = closed && CONTEXT.matcher(last).find();
        return new LogCursor(places, at, token, more, quietLooks, open, endsTheLastPhase(last), over, unreadable);
    }

    private static boolean endsTheLastPhase(String line) {
        return LAST_PHASE.matcher(line).find();
    }

    /** The lines that say something. */
    static List<String> telling(List<String> lines) {
        return lines.stream()
                .filter(line -> !EMPTY_CONTEXT.matcher(line).find())
                .toList();
    }
}
