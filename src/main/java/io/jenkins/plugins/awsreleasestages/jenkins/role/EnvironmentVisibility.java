package io.jenkins.plugins.awsreleasestages.jenkins.role;

import io.jenkins.plugins.awsreleasestages.approval.NamePattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

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

    /** Where that is defined; empty where the job does not see it. */
    Optional<String> place(String name, String job) {
        return find(name, job)
                .flatMap(found -> levels.stream()
                        .filter(level -> level.environments().contains(found))
                        .findFirst())
                .map(Level::place);
    }

    /** By name, the nearest first. */
    Map<String, AwsEnvironment> visible(String job) {
        return nearest(job, NamePattern::matches);
    }

    /** Those that some job below the folder can see. */
    Map<String, AwsEnvironment> visibleBelow(String folder) {
        return nearest(folder, NamePattern::matchesBelow);
    }

    private Map<String, AwsEnvironment> nearest(String name, BiPredicate<NamePattern, String> allows) {
        Map<String, AwsEnvironment> nearest = new LinkedHashMap<>();
        Map<String, AwsEnvironment> visible = new LinkedHashMap<>();
        for (Level level : levels) {
            for (AwsEnvironment environment : level.environments()) {
                boolean first = nearest.putIfAbsent(environment.getName(), environment) == null;
                if (first && isAllowed(environment, level, name, allows)) {
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

    private static boolean isAllowed(
            AwsEnvironment environment, Level level, String name, BiPredicate<NamePattern, String> allows) {
        List<String> patterns = environment.allowedPatterns();
        // A folder asks for its own environments in its forms.
        if (patterns.isEmpty() || name.equals(level.place())) {
            return true;
        }
        String below =
                level.place().isEmpty() ? name : name.substring(level.place().length() + 1);
        return patterns.stream().anyMatch(pattern -> allows.test(new NamePattern(pattern), below));
    }
}
