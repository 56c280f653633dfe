package hudson;

public abstract class AbstractMarkupText {
    AbstractMarkupText() {}

    public abstract String getText();

    public int length() {
        return getText().length();
    }

    public abstract void addMarkup(int startPos, int endPos, String startTag, String endTag);
}
