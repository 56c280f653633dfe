package hudson;

/** A line of a log as a page shows it. A local run has no pages. */
public class MarkupText extends AbstractMarkupText {
    private final String text;

    public MarkupText(String text) {
        this.text = text;
    }

    @Override
    public String getText() {
        return text;
    }

    public void addMarkup(int startPos, int endPos, String startTag, String endTag) {}
}
