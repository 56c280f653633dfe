package io.jenkins.plugins.awsreleasestages.jenkins.role;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which environments a job sees, and whether it may name roles of its own.
 *
 * @param levels where environments are defined, the nearest to the job first, the global ones last
 */
record EnvironmentVisibility(List<Level> levels) {

    /**
     * @param place the full name of the folder; empty for the global configuration
     * @param ownRoles whether jobs below may name roles and credentials of their own
     */
    record Level(String place, List<AwsEnvironment> environments, boolean ownRoles) {}

    /** The nearest definition wins, also where it leaves the job out: a folder can take something away. */
    Optional<AwsEnvironment> find(String name, String job) {
        return Optional.ofNullable(visible(job).get(name));
    }

    /** By name, the nearest first. */
    Map<String, AwsEnvironment> visible(String job) {
        Map<String, AwsEnvironment> nearest = new LinkedHashMap<>();
        Map<String, AwsEnvironment> visible = new LinkedHashMap<>();
        for (Level level : levels) {
            for (AwsEnvironment environment : level.environments()) {
                boolean first = nearest.putIfAbsent(environment.getName(), environment) == null;
                if (first && isAllowed(environment, level.place(), job)) {
                    visible.put(environment.getName(), environment);
                }
            }
        }
        return visible;
    }

    /** Every level above the job has a say: a folder inside cannot give back what one around it has taken. */
    boolean ownRoles() {
        return levels.stream().allMatch(Level::ownRoles);
    }

    private static boolean isAllowed(AwsEnvironment environment, String place, String job) {
        List<String> patterns = environment.allowedPatterns();
        String below = place.isEmpty() ? job : job.substring(place.length() + 1);
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> matches(pattern, below));
    }

    /** {@code *} is any part of one name, {@code **} of several; what names a folder names everything below it. */
    static boolean matches(String pattern, String name) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c != '*') {
                regex.append(Pattern.quote(String.valueOf(c)));
            } else if (i + 1 < pattern.length() && pattern.charAt(i + 1) == '*') {
                regex.append(".*");
                i++;
            } else {
                regex.append("[^/]*");
            }
        }
        return Pattern.matches(regex + "(/.*)?", name);
    }
}
