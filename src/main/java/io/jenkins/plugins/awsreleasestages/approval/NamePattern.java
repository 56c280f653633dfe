package io.jenkins.plugins.awsreleasestages.approval;

import java.util.BitSet;

/**
 * A pattern of full names: {@code *} is any part of one name, {@code **} of several; what names a folder names everything
 * below it. Read from left to right with all places of the pattern that are possible so far, so that no pattern takes
 * longer than its length times that of the name.
 */
public record NamePattern(String text) {

    public boolean matches(String name) {
        BitSet places = begin();
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '/' && places.get(text.length())) {
                return true;
            }
            places = after(places, name.charAt(i));
        }
        return places.get(text.length());
    }

    /** Whether there can be a name below the folder that it matches. */
    public boolean matchesBelow(String folder) {
        if (matches(folder)) {
            return true;
        }
        BitSet places = begin();
        for (char c : (folder + "/").toCharArray()) {
            places = after(places, c);
        }
        return !places.isEmpty();
    }

    private BitSet begin() {
        BitSet places = new BitSet(text.length() + 1);
        add(places, 0);
        return places;
    }

    private BitSet after(BitSet places, char c) {
        BitSet next = new BitSet(text.length() + 1);
        for (int at = places.nextSetBit(0); at >= 0 && at < text.length(); at = places.nextSetBit(at + 1)) {
            if (text.charAt(at) != '*') {
                if (text.charAt(at) == c) {
                    add(next, at + 1);
                }
            } else if (c != '/' || isDouble(at)) {
                add(next, at);
            }
        }
        return next;
    }

    /** A star may also stand for nothing. */
    private void add(BitSet places, int at) {
        int place = at;
        places.set(place);
        while (place < text.length() && text.charAt(place) == '*') {
            place += isDouble(place) ? 2 : 1;
            places.set(place);
        }
    }

    private boolean isDouble(int at) {
        return text.startsWith("**", at);
    }
}
