package io.jenkins.plugins.awsreleasestages.runner;

import com.cloudbees.groovy.cps.CpsTransformer;
import com.cloudbees.groovy.cps.TransformerConfiguration;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyShell;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.Message;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;

/** A Jenkinsfile, compiled so that it can stop at any step. */
record Jenkinsfile(PipelineScript script, ClassLoader loader) {

    private static final Pattern DECLARATIVE = Pattern.compile("(?m)^\\s*pipeline\\s*\\{");

    /** The file cannot be run. Nothing was started. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(List<String> problems) {
            super(String.join("\n", problems));
        }
    }

    static Jenkinsfile compile(String text, Catalog catalog) throws Refused {
        if (DECLARATIVE.matcher(text).find()) {
            throw new Refused(List.of(
                    "This is a Declarative Pipeline; the local runner runs Scripted Pipelines only (node { … })."));
        }
        JenkinsfileCheck check = new JenkinsfileCheck(catalog);
        CpsTransformer transformer = new CpsTransformer();
        transformer.setConfiguration(new TransformerConfiguration().withClosureType(PipelineClosure.class));
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(PipelineScript.class.getName());
        configuration.addCompilationCustomizers(check, transformer);
        GroovyClassLoader loader = new GroovyClassLoader(Jenkinsfile.class.getClassLoader(), configuration);
        PipelineScript script;
        try {
            script = (PipelineScript) new GroovyShell(loader, configuration).parse(text, "Jenkinsfile");
        } catch (MultipleCompilationErrorsException e) {
            throw new Refused(problems(e));
        }
        if (!check.problems().isEmpty()) {
            throw new Refused(check.problems());
        }
        return new Jenkinsfile(script, script.getClass().getClassLoader());
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
