package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import hudson.MarkupText;
import hudson.console.ConsoleAnnotationDescriptor;
import hudson.console.ConsoleAnnotator;
import hudson.console.ConsoleNote;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetDiff;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The colour of a line of a change set in the log: what is added, changed, replaced, removed. */
public final class ChangeLine extends ConsoleNote<Object> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(ChangeLine.class.getName());

    /** As {@code ChangeSetDiff} writes them, below the line that names the change set. */
    private static final Pattern LINE =
            Pattern.compile("  ([+~±-]\\??) +\\S+ +[A-Z]\\w*::\\S+(?:  (" + ChangeSetDiff.PERMISSIONS + "))?.*");

    private final String look;

    private ChangeLine(String look) {
        this.look = look;
    }

    /** The line with its colour in front, if it has one; a line's words are never changed. */
    static String coloured(String line) {
        Matcher change = LINE.matcher(line);
        if (!change.matches()) {
            return line;
        }
        try {
            String look = look(change.group(1)) + (change.group(2) == null ? "" : " aws-change-permissions");
            return new ChangeLine(look).encode() + line;
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "No colour for a line", e);
            return line;
        }
    }

    /** The class of the style sheet for a sign. */
    static String look(String sign) {
        return "aws-change-"
                + switch (sign) {
                    case "+" -> "add";
                    case "-" -> "remove";
                    case "~" -> "modify";
                    default -> "replace";
                };
    }

    @Override
    public ConsoleAnnotator<?> annotate(Object context, MarkupText text, int charPos) {
        text.addMarkup(charPos, text.length(), "<span class='" + look + "'>", "</span>");
        return null;
    }

    /** Found by Jenkins. */
    @Extension
    public static final class DescriptorImpl extends ConsoleAnnotationDescriptor {
        @Override
        public String getDisplayName() {
            return "Lines of CloudFormation change sets";
        }
    }
}
