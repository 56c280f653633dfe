package io.jenkins.plugins.awsreleasestages.stage;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a stage or an action has returned, where it is plain data, so that it can be kept and returned again. */
public final class Returned {

    /** Of what a stage returns: bytes of JSON. */
    public static final int MOST_OF_STAGE = 100 * 1024;

    /** Of what an action returns; a stage may have many. */
    public static final int MOST_OF_ACTION = 32 * 1024;

    private static final int DEEPEST = 50;

    private final int most;
    private int left;

    private Returned(int most) {
        this.most = most;
        left = most;
    }

    /**
     * A copy of maps, lists, texts, numbers, booleans and nulls, and of nothing else.
     *
     * @param most bytes that it may have as JSON, at least; what has more is found before it is written
     * @throws IllegalArgumentException says why it cannot be kept: "it is a File, and no plain data"
     */
    public static Object plain(Object value, int most) {
        return new Returned(most).copy(value, 0);
    }

    /** Says that it is too big. */
    public static IllegalArgumentException tooBig(int most) {
        return new IllegalArgumentException("it has more than " + most / 1024 + " KB as JSON");
    }

    private Object copy(Object value, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("it is nested more than " + DEEPEST + " deep, or holds itself");
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, depth);
        }
        if (value instanceof Collection<?> list) {
            List<Object> copy = new ArrayList<>();
            take(2);
            for (Object one : list) {
                copy.add(copy(one, depth + 1));
            }
            return copy;
        }
        if (value instanceof CharSequence) {
            // A Jenkinsfile's texts may be GStrings.
            return text(value.toString());
        }
        take(2);
        return scalar(value);
    }

    private Map<String, Object> map(Map<?, ?> map, int depth) {
        Map<String, Object> copy = new LinkedHashMap<>();
        take(2);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof CharSequence)) {
                throw new IllegalArgumentException("it holds a map of which the keys are no texts");
            }
            copy.put(text(entry.getKey().toString()), copy(entry.getValue(), depth + 1));
        }
        return copy;
    }

    private String text(String text) {
        take(text.length() + 3);
        return text;
    }

    private static Object scalar(Object value) {
        boolean plain = value == null
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigInteger
                || value instanceof BigDecimal
                || value instanceof Double number && Double.isFinite(number);
        if (!plain) {
            throw new IllegalArgumentException(
                    "it holds a " + value.getClass().getSimpleName() + ", which is no plain data");
        }
        return value;
    }

    private void take(int bytes) {
        left -= bytes;
        if (left < 0) {
            throw tooBig(most);
        }
    }
}
