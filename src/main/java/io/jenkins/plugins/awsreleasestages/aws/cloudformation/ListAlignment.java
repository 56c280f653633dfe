package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.util.Arrays;
import java.util.List;

/** Which elements two lists have in common, in the same order. */
final class ListAlignment {

    private ListAlignment() {}

    /**
     * For each element of the first list the place of the same one in the second, in the same order; -1 for none.
     *
     * @param mostCells how large a table may be made for that
     */
    static int[] of(List<?> one, List<?> other, int mostCells) {
        int[] partners = new int[one.size()];
        Arrays.fill(partners, -1);
        int begin = 0;
        int most = Math.min(one.size(), other.size());
        while (begin < most && one.get(begin).equals(other.get(begin))) {
            partners[begin] = begin++;
        }
        int end = 0;
        while (end < most - begin && one.get(one.size() - 1 - end).equals(other.get(other.size() - 1 - end))) {
            end++;
            partners[one.size() - end] = other.size() - end;
        }
        alignMiddle(
                one.subList(begin, one.size() - end),
                other.subList(begin, other.size() - end),
                begin,
                partners,
                mostCells);
        return partners;
    }

    /** The longest common subsequence. */
    private static void alignMiddle(List<?> one, List<?> other, int begin, int[] partners, int mostCells) {
        if ((long) one.size() * other.size() > mostCells) {
            return;
        }
        int[] hashes = other.stream().mapToInt(Object::hashCode).toArray();
        int[][] longest = new int[one.size() + 1][other.size() + 1];
        boolean[][] same = new boolean[one.size()][other.size()];
        for (int i = one.size() - 1; i >= 0; i--) {
            int hash = one.get(i).hashCode();
            for (int j = other.size() - 1; j >= 0; j--) {
                same[i][j] = hash == hashes[j] && one.get(i).equals(other.get(j));
                longest[i][j] = same[i][j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
            }
        }
        int j = 0;
        for (int i = 0; i < one.size() && j < other.size(); ) {
            if (same[i][j]) {
                partners[begin + i++] = begin + j++;
            } else if (longest[i + 1][j] >= longest[i][j + 1]) {
                i++;
            } else {
                j++;
            }
        }
    }
}
