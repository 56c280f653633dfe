package io.jenkins.plugins.awsreleasestages.document;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Numbers in texts from outside. They may have so many digits that whoever calculates with them never ends. */
public final class Numbers {

    /** As JSON has them. */
    private static final Pattern JSON =
            Pattern.compile("-?(0|[1-9][0-9]{0,%1$d})(\\.[0-9]{1,%1$d})?([eE][-+]?[0-9]{1,%2$d})?"
                    .formatted(Budget.DIGITS, Budget.EXPONENT_DIGITS));

    /** Also in forms that JSON does not have, such as {@code +1} and {@code .5}. */
    private static final Pattern ANY =
            Pattern.compile("[-+]?(?=\\.?[0-9])[0-9]{0,%1$d}(\\.[0-9]{0,%1$d})?([eE][-+]?[0-9]{1,%2$d})?"
                    .formatted(Budget.DIGITS, Budget.EXPONENT_DIGITS));

    private Numbers() {}

    /** Whether it is a number of JSON, and not too long. */
    static boolean isJson(String text) {
        return JSON.matcher(text).matches();
    }

    /** @return null when it is none, or has so many digits that nobody means it */
    public static BigDecimal parse(String text) {
        return ANY.matcher(text).matches() ? new BigDecimal(text) : null;
    }
}
