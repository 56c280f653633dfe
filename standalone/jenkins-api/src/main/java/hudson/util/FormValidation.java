package hudson.util;

import hudson.Util;
import hudson.model.Descriptor;
import java.io.IOException;
import java.util.Arrays;
import org.kohsuke.stapler.HttpResponse;

public abstract class FormValidation extends IOException implements HttpResponse {
    private static final long serialVersionUID = 1L;

    public enum Kind {
        OK,
        WARNING,
        ERROR
    }

    public final Kind kind;

    private FormValidation(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public static FormValidation ok() {
        return of(Kind.OK, null);
    }

    public static FormValidation ok(String message) {
        return of(Kind.OK, message);
    }

    public static FormValidation warning(String message) {
        return of(Kind.WARNING, message);
    }

    public static FormValidation error(String message) {
        return of(Kind.ERROR, message);
    }

    public static FormValidation validateRequired(String value) {
        return Util.fixEmptyAndTrim(value) == null ? error("Required") : ok();
    }

    public static FormValidation validatePositiveInteger(String value) {
        return atLeast(1, value, "Not a positive integer");
    }

    public static FormValidation validateIntegerInRange(String value, int lower, int upper) {
        FormValidation atLeast = atLeast(lower, value, "Must be " + lower + " or more");
        return atLeast.kind == Kind.OK && Integer.parseInt(value) > upper
                ? error("Must be " + upper + " or less")
                : atLeast;
    }

    public static FormValidation validateNonNegativeInteger(String value) {
        return atLeast(0, value, "Not a non-negative integer");
    }

    private static FormValidation atLeast(int least, String value, String message) {
        try {
            return Integer.parseInt(value) < least ? error(message) : ok();
        } catch (NumberFormatException e) {
            return error("Not an integer");
        }
    }

    private static FormValidation of(Kind kind, String message) {
        return new Plain(kind, message);
    }

    private static final class Plain extends FormValidation {
        private static final long serialVersionUID = 1L;

        Plain(Kind kind, String message) {
            super(kind, message);
        }
    }

    @SuppressWarnings("rawtypes")
    public static class CheckMethod {
        private final String url;

        public CheckMethod(Descriptor descriptor, String fieldName) {
            String name = "Check" + Character.toTitleCase(fieldName.charAt(0)) + fieldName.substring(1);
            boolean exists = Arrays.stream(descriptor.getClass().getMethods())
                    .anyMatch(method -> method.getName().equals("do" + name));
            url = exists ? descriptor.getDescriptorUrl() + "/c" + name.substring(1) : null;
        }

        public String toStemUrl() {
            return url;
        }

        public String getDependsOn() {
            return "";
        }
    }
}
