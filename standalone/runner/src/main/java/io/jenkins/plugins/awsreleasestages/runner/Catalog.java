package io.jenkins.plugins.awsreleasestages.runner;

import hudson.ExtensionList;
import hudson.model.Descriptor;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;

/** The steps, and the symbols of what steps take, that the class path offers. */
final class Catalog {

    private final Map<String, StepDescriptor> steps = new TreeMap<>();
    private final Map<String, Descriptor<?>> symbols = new TreeMap<>();

    Catalog() {
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            if (descriptor instanceof StepDescriptor step) {
                steps.put(step.getFunctionName(), step);
                continue;
            }
            Symbol symbol = descriptor.getClass().getAnnotation(Symbol.class);
            if (symbol != null) {
                for (String name : symbol.value()) {
                    symbols.put(name, descriptor);
                }
            }
        }
    }

    StepDescriptor step(String name) {
        return steps.get(name);
    }

    Descriptor<?> symbol(String name) {
        return symbols.get(name);
    }

    Collection<String> stepNames() {
        return steps.keySet();
    }

    Collection<String> symbolNames() {
        return symbols.keySet();
    }

    /** The symbols of what can stand where the type is wanted. */
    Collection<String> symbolsFor(Class<?> wanted) {
        return symbols.entrySet().stream()
                .filter(entry -> entry.getValue().isSubTypeOf(wanted))
                .map(Map.Entry::getKey)
                .toList();
    }

    String unknown(String name) {
        return "There is no step " + name + ". Steps: " + String.join(", ", stepNames()) + ". Symbols: "
                + String.join(", ", symbolNames());
    }
}
