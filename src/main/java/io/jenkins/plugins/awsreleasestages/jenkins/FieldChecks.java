package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.Item;
import hudson.util.FormValidation;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;

/** Guards the checks of form fields: who may not configure the job learns nothing from them. */
public final class FieldChecks {

    /** Or several: {@code template and templateUrl: say one of them.} */
    private static final Pattern FIELD = Pattern.compile("^[a-z][A-Za-z0-9]*(?:(?: and |, )[a-z][A-Za-z0-9]*)*: ");

    private FieldChecks() {}

    /** @param item the job whose form it is; null outside a job, where only an administrator may ask */
    public static boolean mayConfigure(Item item) {
        return item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.CONFIGURE);
    }

    /**
     * The answer to who may configure the job; all others are told that all is well.
     *
     * @param check is not called for all others
     */
    public static FormValidation guarded(Item item, Supplier<FormValidation> check) {
        return mayConfigure(item) ? check.get() : FormValidation.ok();
    }

    /** @param problem what is wrong; null or empty where nothing is */
    public static FormValidation problem(Item item, Supplier<String> problem) {
        return guarded(item, () -> {
            String message = problem.get();
            return message == null || message.isEmpty()
                    ? FormValidation.ok()
                    : FormValidation.error(withoutField(message));
        });
    }

    /** A problem as it is said below its field, where the field's name would say it twice. */
    public static String withoutField(String problem) {
        String said = FIELD.matcher(problem).replaceFirst("");
        return Character.toUpperCase(said.charAt(0)) + said.substring(1);
    }

    /** Whether a builder's field may name a variable of the run, whose value nobody knows yet. */
    public static boolean namesVariable(String text) {
        return text != null && text.contains("$");
    }

    /**
     * As {@link #problem}, for a field in which a builder may name a variable of the run.
     *
     * @param problem is not called for a text with a variable
     */
    public static FormValidation problemUnlessVariable(Item item, String text, Supplier<String> problem) {
        return problem(item, () -> namesVariable(text) ? null : problem.get());
    }

    /** Checks a field that has one {@code NAME=value} a line. */
    public static FormValidation lines(Item item, String text) {
        return problem(item, () -> {
            try {
                NameValueLines.parse(text);
                return null;
            } catch (IllegalArgumentException e) {
                return e.getMessage();
            }
        });
    }
}
