package hudson;

public abstract class AbstractMarkupText {
    AbstractMarkupText() {}

    public abstract String getText();

    public int length() {
        return getText().length();
    }
}
