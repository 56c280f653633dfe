package io.jenkins.plugins.awsreleasestages.runner;

import com.cloudbees.groovy.cps.CpsTransformer;
import com.cloudbees.groovy.cps.NonCPS;
import com.cloudbees.groovy.cps.TransformerConfiguration;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyShell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.customizers.ImportCustomizer;
import org.codehaus.groovy.control.messages.Message;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;

/** A Jenkinsfile, compiled so that it can stop at any step. */
record Jenkinsfile(PipelineScript script, ClassLoader loader) {

    private static final String NAME = "Jenkinsfile";

    private static final Pattern DECLARATIVE = Pattern.compile("(?m)^\\s*pipeline\\s*\\{");

    private static final Pattern LIBRARY = Pattern.compile("(?m)^\\s*@Library\\b");

    /** The file cannot be run. Nothing was started. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(List<String> problems) {
            super(String.join("\n", problems));
        }
    }

    static Jenkinsfile compile(String text, Catalog catalog) throws Refused {
        if (LIBRARY.matcher(text).find()) {
            throw new Refused(List.of(Catalog.elsewhere("@Library")));
        }
        if (DECLARATIVE.matcher(text).find()) {
            throw new Refused(List.of(
                    "This is a Declarative Pipeline; the local runner runs Scripted Pipelines only (node { … })."));
        }
        JenkinsfileCheck check = new JenkinsfileCheck(catalog);
        CpsTransformer transformer = new CpsTransformer();
        transformer.setConfiguration(new TransformerConfiguration().withClosureType(PipelineClosure.class));
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(PipelineScript.class.getName());
        // As in Jenkins, nobody has to import it.
        ImportCustomizer imports = new ImportCustomizer();
        imports.addImports(NonCPS.class.getName());
        configuration.addCompilationCustomizers(imports, check, transformer);
        GroovyClassLoader loader = new GroovyClassLoader(Jenkinsfile.class.getClassLoader(), configuration);
        PipelineScript script;
        try {
            script = (PipelineScript) new GroovyShell(loader, configuration).parse(text, NAME);
        } catch (MultipleCompilationErrorsException e) {
            throw new Refused(problems(e));
        }
        if (!check.problems().isEmpty()) {
            throw new Refused(check.problems());
        }
        return new Jenkinsfile(script, script.getClass().getClassLoader());
    }

    /** {@code Jenkinsfile:7: } where that line of the script was at work when this happened; else nothing. */
    static String place(Throwable problem) {
        return Arrays.stream(problem.getStackTrace())
                .filter(frame -> NAME.equals(frame.getFileName()) && frame.getLineNumber() > 0)
                .findFirst()
                .map(frame -> NAME + ":" + frame.getLineNumber() + ": ")
                .orElse("");
    }

    private static List<String> problems(MultipleCompilationErrorsException e) {
        List<String> problems = new ArrayList<>();
        for (Object error : e.getErrorCollector().getErrors()) {
            if (error instanceof SyntaxErrorMessage syntax) {
                problems.add("Jenkinsfile:" + syntax.getCause().getLine() + ": "
                        + syntax.getCause().getOriginalMessage());
            } else if (error instanceof Message) {
                problems.add(e.getMessage());
            }
        }
        return problems;
    }
}
