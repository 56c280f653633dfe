package io.jenkins.plugins.awsreleasestages.runner;

import groovy.lang.Script;
import hudson.model.Descriptor;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.runtime.DefaultGroovyMethods;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;

/** Finds in a Jenkinsfile, before anything runs, the steps and parameters that do not exist. All of them at once. */
final class JenkinsfileCheck extends CompilationCustomizer {

    private static final Set<String> GROOVY = Stream.of(Object.class, Script.class, DefaultGroovyMethods.class)
            .flatMap(type -> Arrays.stream(type.getMethods()))
            .map(Method::getName)
            .collect(Collectors.toSet());

    private final Catalog catalog;
    private final List<String> problems = new ArrayList<>();

    JenkinsfileCheck(Catalog catalog) {
        super(CompilePhase.SEMANTIC_ANALYSIS);
        this.catalog = catalog;
    }

    List<String> problems() {
        return problems;
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
        if (!type.isScript()) {
            return;
        }
        Set<String> own = type.getMethods().stream().map(MethodNode::getName).collect(Collectors.toSet());
        for (MethodNode method : type.getMethods()) {
            boolean written = method.getLineNumber() > 0 || method.getName().equals("run");
            if (written && method.getCode() != null) {
                method.getCode().visit(new Calls(own));
            }
        }
    }

    private final class Calls extends CodeVisitorSupport {
        private final Set<String> own;

        /** True for a closure that may be run with somebody else's methods. */
        private final Deque<Boolean> foreign = new ArrayDeque<>();

        Calls(Set<String> own) {
            this.own = own;
        }

        @Override
        public void visitMethodCallExpression(MethodCallExpression call) {
            String name = call.getMethodAsString();
            boolean plain = call.isImplicitThis() && name != null && !own.contains(name);
            if (!plain) {
                visitBelow(call, true);
                return;
            }
            StepDescriptor step = catalog.step(name);
            Descriptor<?> symbol = catalog.symbol(name);
            if (step != null) {
                checkArguments(call, name, step);
            } else if (symbol != null) {
                checkNames(call, name, symbol.clazz, arguments(call), given -> false);
            } else if (!foreign.contains(true) && !GROOVY.contains(name)) {
                problem(call, catalog.unknown(name));
            }
            visitBelow(call, step == null);
        }

        private void visitBelow(MethodCallExpression call, boolean isForeign) {
            call.getObjectExpression().visit(this);
            call.getMethod().visit(this);
            foreign.push(isForeign);
            call.getArguments().visit(this);
            foreign.pop();
        }

        private void checkArguments(MethodCallExpression call, String name, StepDescriptor step) {
            if (step instanceof FreeArguments) {
                return;
            }
            List<Expression> arguments = arguments(call);
            boolean hasBody = !arguments.isEmpty() && arguments.get(arguments.size() - 1) instanceof ClosureExpression;
            if (step.takesImplicitBlockArgument() && hasBody) {
                arguments.remove(arguments.size() - 1);
            } else if (step.takesImplicitBlockArgument() && !endsOpenly(arguments)) {
                problem(call, name + " needs a block: " + name + "(…) { … }");
            }
            checkNames(call, name, step.clazz, arguments, given -> given instanceof Boolean && readsItsArguments(step));
        }

        /** Such a step may take a truth where it says text, as {@code workspace: true}. */
        private boolean readsItsArguments(StepDescriptor step) {
            try {
                return step.getClass().getMethod("newInstance", Map.class).getDeclaringClass() != StepDescriptor.class;
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("Every descriptor of a step has it", e);
            }
        }

        /** The last argument may turn out to be a block: a variable, say. */
        private boolean endsOpenly(List<Expression> arguments) {
            if (arguments.isEmpty()) {
                return false;
            }
            Expression last = arguments.get(arguments.size() - 1);
            return !(last instanceof ConstantExpression || last instanceof MapExpression);
        }

        private void checkNames(MethodCallExpression call, String name, Class<?> type, List<Expression> arguments, Predicate<Object> alsoTaken) {
            Parameters parameters = Parameters.of(type);
            if (arguments.isEmpty()) {
                Binder.problems(name, parameters, Set.of()).forEach(problem -> problem(call, problem));
                return;
            }
            if (arguments.size() > 1) {
                problem(call, name + " wants its arguments by name; it takes: " + parameters);
                return;
            }
            if (!(arguments.get(0) instanceof MapExpression map)) {
                if (parameters.sole() == null && !(endsOpenly(arguments))) {
                    problem(call, name + " wants its arguments by name; it takes: " + parameters);
                } else if (parameters.sole() != null) {
                    checkType(call, name, parameters.sole(), parameters, arguments.get(0), alsoTaken);
                }
                return;
            }
            Map<String, Expression> named = named(map);
            if (named != null) {
                Binder.problems(name, parameters, named.keySet()).forEach(problem -> problem(call, problem));
                named.forEach((key, value) -> checkType(call, name, key, parameters, value, alsoTaken));
            }
        }

        /** Null when a name is computed, or others are spread into it. */
        private Map<String, Expression> named(MapExpression map) {
            Map<String, Expression> named = new LinkedHashMap<>();
            for (MapEntryExpression entry : map.getMapEntryExpressions()) {
                if (!(entry.getKeyExpression() instanceof ConstantExpression key)) {
                    return null;
                }
                named.put(String.valueOf(key.getValue()), entry.getValueExpression());
            }
            return named;
        }

        /** Only what is written out can be known: numbers and texts and truths. */
        private void checkType(
                MethodCallExpression call, String step, String name, Parameters parameters, Expression value, Predicate<Object> alsoTaken) {
            if (!parameters.has(name) || !(value instanceof ConstantExpression constant)) {
                return;
            }
            Object given = constant.getValue();
            Type type = parameters.type(name);
            if (given != null && !Binder.fits(given, Binder.erased(type)) && !alsoTaken.test(given)) {
                problem(
                        call,
                        step + ": " + name + " must be a " + Binder.typeName(type) + ", but is "
                                + given.getClass().getSimpleName() + " " + given);
            }
        }

        private List<Expression> arguments(MethodCallExpression call) {
            Expression arguments = call.getArguments();
            if (arguments instanceof ArgumentListExpression list) {
                return new ArrayList<>(list.getExpressions());
            }
            if (arguments instanceof TupleExpression tuple) {
                return new ArrayList<>(tuple.getExpressions());
            }
            return new ArrayList<>(List.of(arguments));
        }

        private void problem(MethodCallExpression call, String text) {
            problems.add("Jenkinsfile:" + call.getLineNumber() + ": " + text);
        }
    }
}
