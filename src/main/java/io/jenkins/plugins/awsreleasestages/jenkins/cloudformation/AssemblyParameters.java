package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.Stack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parameters for the stacks of an assembly: {@code Name} for each stack, {@code Stack:Name} for one, which wins.
 *
 * @param forAll by name
 * @param forOne by the stack as it was named, then by name
 * @param problems what is wrong, a sentence each
 */
record AssemblyParameters(Map<String, String> forAll, Map<String, Map<String, String>> forOne, List<String> problems) {

    static AssemblyParameters of(Map<String, String> given, List<Stack> stacks) {
        Map<String, String> forAll = new LinkedHashMap<>();
        Map<String, Map<String, String>> forOne = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        given.forEach((key, value) -> {
            int colon = key.lastIndexOf(':');
            if (colon < 0) {
                forAll.put(key, value);
                return;
            }
            String stack = key.substring(0, colon);
            if (stacks.stream().noneMatch(one -> names(one).contains(stack))) {
                problems.add("parameters: " + key + " is for stack " + stack + ", which is not deployed.");
            }
            forOne.computeIfAbsent(stack, absent -> new LinkedHashMap<>()).put(name(key), value);
        });
        return new AssemblyParameters(forAll, forOne, problems);
    }

    /** The name alone. */
    static String name(String key) {
        return key.substring(key.lastIndexOf(':') + 1);
    }

    private static Set<String> names(Stack stack) {
        Set<String> names = new java.util.HashSet<>(List.of(stack.id(), stack.name()));
        names.add(stack.displayName());
        return names;
    }

    /** The assembly's own, those for every stack, and those for this one, of which the later win. */
    Map<String, String> of(Stack stack) {
        Map<String, String> values = new LinkedHashMap<>(stack.parameters());
        values.putAll(forAll);
        Set<String> names = names(stack);
        forOne.forEach((named, own) -> {
            if (names.contains(named)) {
                values.putAll(own);
            }
        });
        return values;
    }
}
