package hudson;

/** A line of a log as a page shows it. A local run has no pages; the markup is kept as it was added. */
public class MarkupText extends AbstractMarkupText {
    private final String text;
    private final StringBuilder markup = new StringBuilder();

    public MarkupText(String text) {
        this.text = text;
    }

    @Override
    public String getText() {
        return text;
    }

    @Override
    public void addMarkup(int startPos, int endPos, String startTag, String endTag) {
        markup.append(startTag).append(text, startPos, endPos).append(endTag);
    }

    @Override
    public String toString() {
        return markup.length() == 0 ? text : markup.toString();
    }
}
