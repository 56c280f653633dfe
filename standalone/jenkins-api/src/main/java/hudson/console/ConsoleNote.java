package hudson.console;

import hudson.ExtensionPoint;
import hudson.MarkupText;
import hudson.model.Describable;
import java.io.IOException;
import java.io.Serializable;

/** A note in a log, for pages. A local run's log has none. */
public abstract class ConsoleNote<T> implements Serializable, Describable<ConsoleNote<?>>, ExtensionPoint {

    public abstract ConsoleAnnotator<?> annotate(T context, MarkupText text, int charPos);

    @Override
    public ConsoleAnnotationDescriptor getDescriptor() {
        throw new UnsupportedOperationException("A local run has no pages.");
    }

    public String encode() throws IOException {
        return "";
    }
}
