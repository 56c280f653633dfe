package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the deployment of a CDK assembly is.
 *
 * @param token the step's; each stack has one of its own that begins with it
 * @param label what others who wait for a stack are told of the step
 * @param plans what happens to each stack, in the order of their dependencies; empty before the assembly was read
 * @param done the last stage of each stack that is deployed
 * @param work the state of what is being done: of the files that are sent, or a stack's {@link Staged}
 */
public record Assembled<S extends Serializable>(
        String token, String label, List<AssemblyStackPlan> plans, List<Staged<?>> done, S work)
        implements Serializable {

    public Assembled {
        plans = new ArrayList<>(plans);
        done = new ArrayList<>(done);
    }

    static <S extends Serializable> Assembled<S> first(String token, String label, S work) {
        return new Assembled<>(token, label, List.of(), List.of(), work);
    }

    <T extends Serializable> Assembled<T> to(T next) {
        return new Assembled<>(token, label, plans, done, next);
    }

    /** The assembly was read, and its files are where they have to be. */
    Assembled<S> published(List<AssemblyStackPlan> found) {
        return new Assembled<>(token, label, found, done, work);
    }

    Assembled<S> deployed(Staged<?> last) {
        List<Staged<?>> more = new ArrayList<>(done);
        more.add(last);
        return new Assembled<>(token, label, plans, more, work);
    }

    /** Whose turn it is. */
    AssemblyStackPlan current() {
        return plans.get(done.size());
    }

    boolean hasNext() {
        return done.size() < plans.size();
    }

    Assembled<?> toNext() {
        return to(current().first(token + "-" + (done.size() + 1), label));
    }
}
