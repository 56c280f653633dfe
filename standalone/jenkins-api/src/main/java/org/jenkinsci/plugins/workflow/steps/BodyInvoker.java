package org.jenkinsci.plugins.workflow.steps;

import hudson.Launcher;
import hudson.LauncherDecorator;
import hudson.console.ConsoleLogFilter;
import hudson.model.Node;
import hudson.model.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.Collection;

public abstract class BodyInvoker {
    public abstract BodyInvoker withContext(Object override);

    public final BodyInvoker withContexts(Object... overrides) {
        for (Object override : overrides) {
            withContext(override);
        }
        return this;
    }

    public final BodyInvoker withContexts(Collection<?> overrides) {
        overrides.forEach(this::withContext);
        return this;
    }

    public abstract BodyInvoker withDisplayName(String name);

    public abstract BodyInvoker withCallback(BodyExecutionCallback callback);

    public abstract BodyExecution start();

    public static ConsoleLogFilter mergeConsoleLogFilters(ConsoleLogFilter original, ConsoleLogFilter subsequent) {
        return original == null ? subsequent : new BothFilters(original, subsequent);
    }

    public static LauncherDecorator mergeLauncherDecorators(LauncherDecorator original, LauncherDecorator subsequent) {
        return original == null ? subsequent : new BothDecorators(original, subsequent);
    }

    private static final class BothFilters extends ConsoleLogFilter implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final ConsoleLogFilter first;

        @SuppressWarnings("serial")
        private final ConsoleLogFilter second;

        BothFilters(ConsoleLogFilter first, ConsoleLogFilter second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public OutputStream decorateLogger(Run build, OutputStream logger) throws IOException, InterruptedException {
            return second.decorateLogger(build, first.decorateLogger(build, logger));
        }
    }

    private static final class BothDecorators extends LauncherDecorator implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final LauncherDecorator first;

        @SuppressWarnings("serial")
        private final LauncherDecorator second;

        BothDecorators(LauncherDecorator first, LauncherDecorator second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public Launcher decorate(Launcher launcher, Node node) {
            return second.decorate(first.decorate(launcher, node), node);
        }
    }
}
