package io.jenkins.plugins.awsreleasestages.lookalike.codebuild;

import java.time.Instant;

/**
 * Pages of a build's log, as GetLogEvents gives them (CloudWatch Logs API reference): at most 10,000 events and 1 MB;
 * the end, for now, is where the token comes back that was sent; a page may be empty although there is more.
 *
 * @param logged how many lines there are
 * @param emptyEvery each so many-th page is empty although there is more; 0 for none
 */
record LogPages(ScriptedBuild build, int logged, int emptyEvery) {

    private static final int MOST_EVENTS = 10_000;
    private static final int MOST_BYTES = 1 << 20;

    /**
     * A place between two lines.
     *
     * @param forward which way it is read
     * @param empty how many empty pages were given here
     */
    private record Token(boolean forward, int line, int page, int empty) {
        static Token parse(String text) {
            String[] parts = text.split("/");
            if (parts.length != 4 || !parts[0].matches("[fb]")) {
                throw new Refused("InvalidParameterException", "The specified nextToken is invalid.");
            }
            return new Token(
                    parts[0].equals("f"),
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]),
                    Integer.parseInt(parts[3]));
        }

        @Override
        public String toString() {
            return (forward ? "f/" : "b/") + line + "/" + page + "/" + empty;
        }
    }

    /** @param limit the most events; null for as many as there may be */
    String page(String token, boolean fromHead, Integer limit) {
        int most = limit == null ? MOST_EVENTS : limit;
        if (most < 1 || most > MOST_EVENTS) {
            throw new Refused("InvalidParameterException", "limit must be between 1 and 10000.");
        }
        if (token == null) {
            return fromHead ? forward(new Token(true, 0, 0, 0), most, false) : backward(logged, most);
        }
        Token at = Token.parse(token);
        return at.forward ? forward(at, most, true) : backward(at.line, most);
    }

    private String forward(Token at, int most, boolean sent) {
        boolean isMore = at.line < logged;
        if (isMore && emptyEvery > 0 && at.empty == 0 && at.page % emptyEvery == emptyEvery - 1) {
            return answer(at.line, at.line, new Token(true, at.line, at.page, 1));
        }
        int end = at.line;
        int bytes = 0;
        while (end < logged && end - at.line < most) {
            bytes += build.line(end).length();
            if (bytes > MOST_BYTES && end > at.line) {
                break;
            }
            end++;
        }
        return answer(at.line, end, end == at.line && sent ? at : new Token(true, end, at.page + 1, 0));
    }

    private String backward(int end, int most) {
        int begin = end;
        int bytes = 0;
        while (begin > 0 && end - begin < most) {
            bytes += build.line(begin - 1).length();
            if (bytes > MOST_BYTES && begin < end) {
                break;
            }
            begin--;
        }
        return answer(begin, end, new Token(true, end, 0, 0));
    }

    private String answer(int begin, int end, Token next) {
        StringBuilder json = new StringBuilder(200 + (end - begin) * (build.script.lineLength() + 80));
        json.append("{\"events\":[");
        for (int number = begin; number < end; number++) {
            String time = String.valueOf(time(number).toEpochMilli());
            json.append(number > begin ? "," : "").append("{\"timestamp\":").append(time);
            json.append(",\"message\":\"");
            escape(build.line(number), json);
            json.append("\",\"ingestionTime\":").append(time).append('}');
        }
        json.append("],\"nextForwardToken\":\"").append(next).append('"');
        return json.append(",\"nextBackwardToken\":\"")
                .append(new Token(false, begin, 0, 0))
                .append("\"}")
                .toString();
    }

    private Instant time(int number) {
        double share = (number + 1.0) / (build.script.lines() + 2);
        return build.begun.plusMillis((long) (share * build.script.seconds() * 1000));
    }

    private static void escape(String text, StringBuilder json) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> json.append("\\n");
                case '\u001b' -> json.append("\\u001b");
                case '"', '\\' -> json.append('\\').append(c);
                default -> json.append(c);
            }
        }
    }
}
