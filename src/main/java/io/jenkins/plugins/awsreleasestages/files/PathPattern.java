package io.jenkins.plugins.awsreleasestages.files;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Predicate;

/**
 * Names of files as Ant and buildspecs select them: {@code **} for any folders, {@code *} and {@code ?} within a name;
 * slashes between the names. A name is read once, with all places of the pattern that are possible so far: whoever
 * writes a pattern decides not how long that takes.
 */
public final class PathPattern implements Predicate<String> {

    private static final int ONE = -1;
    private static final int IN_NAME = -2;
    private static final int ANY = -3;

    /** Folders with a slash behind them, or none. */
    private static final int FOLDERS = -4;

    /** Characters, or one of the above. */
    private final int[] parts;

    private PathPattern(int[] parts) {
        this.parts = parts;
    }

    public static PathPattern compile(String pattern) {
        int[] parts = new int[pattern.length()];
        int size = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (pattern.startsWith("**/", i)) {
                parts[size++] = FOLDERS;
                i += 2;
            } else if (pattern.startsWith("**", i)) {
                parts[size++] = ANY;
                i++;
            } else {
                parts[size++] = c == '*' ? IN_NAME : c == '?' ? ONE : c;
            }
        }
        return new PathPattern(Arrays.copyOf(parts, size));
    }

    @Override
    public boolean test(String name) {
        BitSet places = new BitSet();
        add(places, 0);
        for (int i = 0; i < name.length(); i++) {
            places = after(places, name.charAt(i));
        }
        return places.get(parts.length);
    }

    private BitSet after(BitSet places, char c) {
        BitSet next = new BitSet();
        for (int at = places.nextSetBit(0); at >= 0 && at < parts.length; at = places.nextSetBit(at + 1)) {
            int part = parts[at];
            if (part == ANY || part == IN_NAME && c != '/') {
                add(next, at);
            } else if (part == c || part == ONE && c != '/') {
                add(next, at + 1);
            } else if (part == FOLDERS) {
                // Once begun, it ends with a slash.
                next.set(at);
                if (c == '/') {
                    add(next, at + 1);
                }
            }
        }
        return next;
    }

    /** A place, and those behind it that are reached by nothing. */
    private void add(BitSet places, int at) {
        int place = at;
        places.set(place);
        while (place < parts.length && parts[place] <= IN_NAME) {
            places.set(++place);
        }
    }
}
