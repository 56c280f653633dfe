package io.jenkins.plugins.awsreleasestages.rule;

import java.util.Map;

/**
 * How often something was measured, and how often it was as it should be.
 *
 * @param measured all of them
 * @param inARow the latest that were good
 * @param failed those that were not
 */
public record Measurements(int measured, int inARow, int failed) {

    public static final Measurements NONE = new Measurements(0, 0, 0);

    /**
     * What is demanded.
     *
     * @param count how many measurements there have to be, unless a number in a row is demanded
     * @param failureLimit how many may not be good
     * @param consecutive how many have to be good one after the other; 0 where that does not matter
     */
    public record Demand(int count, int failureLimit, int consecutive) {

        private int goal() {
            return consecutive > 0 ? consecutive : count;
        }
    }

    public Measurements and(boolean good) {
        return new Measurements(measured + 1, good ? inARow + 1 : 0, good ? failed : failed + 1);
    }

    public boolean isFailed(Demand demand) {
        return failed > demand.failureLimit();
    }

    /** The latest has to be good: people may have taken long to approve. */
    public boolean isEnough(Demand demand) {
        return inARow > 0 && reached(demand) >= demand.goal();
    }

    private int reached(Demand demand) {
        return Math.min(demand.consecutive() > 0 ? inARow : measured, demand.goal());
    }

    /** Stays the same once there are enough. */
    public String inWords(Demand demand) {
        return reached(demand) + " of " + demand.goal() + (demand.consecutive() > 0 ? " in a row" : " measured")
                + (failed > 0 ? ", " + failed + " failed" : "");
    }

    /** As it is kept until the next one. */
    public Map<String, String> kept() {
        return Map.of(
                "measured", String.valueOf(measured),
                "inARow", String.valueOf(inARow),
                "failed", String.valueOf(failed));
    }

    public static Measurements of(Map<String, String> kept) {
        return kept.containsKey("measured")
                ? new Measurements(number(kept, "measured"), number(kept, "inARow"), number(kept, "failed"))
                : NONE;
    }

    private static int number(Map<String, String> kept, String name) {
        return Integer.parseInt(kept.get(name));
    }
}
