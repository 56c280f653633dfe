package hudson.scheduler;


/** No trigger runs outside Jenkins, so a schedule is kept as it was written. */
public final class CronTabList {
    private final String format;

    private CronTabList(String format) {
        this.format = format;
    }

    public static CronTabList create(String format) {
        return new CronTabList(format);
    }

    public static CronTabList create(String format, Hash hash) {
        return new CronTabList(format);
    }

    public String checkSanity() {
        return format.isBlank() ? "no schedule" : null;
    }
}
