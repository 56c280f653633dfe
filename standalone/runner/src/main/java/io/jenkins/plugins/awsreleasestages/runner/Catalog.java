package io.jenkins.plugins.awsreleasestages.runner;

import hudson.ExtensionList;
import hudson.model.Descriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.codehaus.groovy.runtime.MethodRankHelper;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;

/** The steps, and the symbols of what steps take, that the class path offers. */
final class Catalog {

    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("checkout", "write awsSource gitRepository(url: …), or name your own checkout with --workspace"),
            Map.entry("git", "write awsSource gitRepository(url: …), or name your own checkout with --workspace"),
            Map.entry("scm", "write awsSource gitRepository(url: …), or name your own checkout with --workspace"),
            Map.entry("input", "write releaseApproval message: '…'"),
            Map.entry(
                    "withCredentials",
                    "the plugin's steps take credentialsId, which the file credentials of the home"
                            + " holds; what a script needs it finds in the environment of this process"),
            Map.entry("@Library", "a shared library runs on a controller only; copy what you try out into the file"),
            Map.entry("library", "a shared library runs on a controller only; copy what you try out into the file"),
            Map.entry("load", "copy what you try out into the file"),
            Map.entry("build", "it has this one job; run the other Jenkinsfile by itself"),
            Map.entry("junit", "leave it out while you try; codeBuild and buildspec say how the tests went"),
            Map.entry("archiveArtifacts", "leave it out while you try; the workspace stays in the home"),
            Map.entry("properties", "give parameters with --param NAME=VALUE"),
            Map.entry("bat", "write sh; every node is this machine"),
            Map.entry("powershell", "write sh; every node is this machine"),
            Map.entry("pwsh", "write sh 'pwsh …'"),
            Map.entry("timestamps", "leave it out while you try"),
            Map.entry("ansiColor", "leave it out while you try"),
            Map.entry("cleanWs", "delete the folder workspace of the home"),
            Map.entry("deleteDir", "write sh 'rm -rf …'"),
            Map.entry("lock", "one run at a time is all that there is here; leave it out while you try"),
            Map.entry("milestone", "one run at a time is all that there is here; leave it out while you try"),
            Map.entry("readJSON", "write new groovy.json.JsonSlurperClassic().parseText(readFile(…))"),
            Map.entry("unstable", "write currentBuild.result = 'UNSTABLE'"),
            Map.entry("catchError", "write try { … } catch (e) { echo e.message; currentBuild.result = 'UNSTABLE' }"),
            Map.entry("fileExists", "write sh(script: 'test -e FILE', returnStatus: true) == 0"),
            Map.entry("stash", "every node is this machine; leave it out while you try"),
            Map.entry("unstash", "every node is this machine; leave it out while you try"),
            Map.entry("pwd", "write env.WORKSPACE"));

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
        if (ELSEWHERE.containsKey(name)) {
            return elsewhere(name);
        }
        List<String> names = new ArrayList<>(stepNames());
        names.addAll(symbolNames());
        return "There is no step " + name + "." + didYouMean(name, names) + " Steps: " + String.join(", ", stepNames())
                + ". Symbols: " + String.join(", ", symbolNames());
    }

    /** What Jenkins has and a trial on this machine has not, and what to do instead. */
    static String elsewhere(String name) {
        return "The local runner has no " + name + ": " + ELSEWHERE.get(name) + ".";
    }

    /** A sentence that names what was perhaps meant; empty where nothing is near. */
    static String didYouMean(String written, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(name -> distance(written, name)))
                .filter(name ->
                        distance(written, name) <= Math.max(1, written.length() / 3) * MethodRankHelper.DL_DELETE)
                .map(name -> " Did you mean " + name + "?")
                .orElse("");
    }

    private static int distance(String a, String b) {
        return MethodRankHelper.damerauLevenshteinDistance(letters(a), letters(b));
    }

    private static Object[] letters(String text) {
        return text.chars().mapToObj(letter -> (char) letter).toArray(Character[]::new);
    }
}
