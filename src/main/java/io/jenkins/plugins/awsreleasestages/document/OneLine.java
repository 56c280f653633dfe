package io.jenkins.plugins.awsreleasestages.document;

/** Texts from outside, where one line of them is shown or sent. */
public final class OneLine {

    private OneLine() {}

    /**
     * Without control characters, which mean something to terminals and to the headers of a mail.
     *
     * @param text may be null
     * @param longest in characters; the end of what is longer is left out, which is shown
     */
    public static String of(String text, int longest) {
        if (text == null) {
            return null;
        }
        String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
        if (line.length() <= longest) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return line.substring(0, end) + "…";
    }
}
