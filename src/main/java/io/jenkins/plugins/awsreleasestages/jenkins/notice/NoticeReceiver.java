package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldsForm;
import io.jenkins.plugins.awsreleasestages.notice.Destination;
import io.jenkins.plugins.awsreleasestages.notice.Notice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * Somebody who is sent notices, as forms and YAML say it. Holds names of credentials, never a secret.
 *
 * <p>Other plugins may bring more of them: a class with a descriptor ({@link ReceiverDescriptor}) that has a symbol.
 */
public abstract class NoticeReceiver extends AbstractDescribableImpl<NoticeReceiver> implements ExtensionPoint {

    /** More would be a release's load on the controller. */
    static final int MOST = 20;

    private boolean gatesOnly;
    private String name;

    /** Null for one that is told of everything. */
    public final String getName() {
        return name;
    }

    /** @param name by which policies and steps name it, several may have it; who has one is only told where it is named */
    @DataBoundSetter
    public final void setName(String name) {
        this.name = EmptyFields.kept(name);
    }

    public final boolean isGatesOnly() {
        return gatesOnly;
    }

    /** @param gatesOnly whether nothing is told of stages */
    @DataBoundSetter
    public final void setGatesOnly(boolean gatesOnly) {
        this.gatesOnly = gatesOnly;
    }

    /** The fields by their names, as {@link ReceiverDescriptor#of} reads them. */
    protected abstract Map<String, String> said();

    /** What is wrong with the fields, a sentence each, with the field's name and a colon. */
    protected abstract List<String> ownProblems();

    /** As people are shown it: {@code Slack (credentials 'slack-releases')}. */
    public abstract String inWords();

    /**
     * Sends without holding a thread.
     *
     * @param attempt from the second on, the receiver may have got it already
     * @param place the folder that has set it up, whose credentials are taken; null for the administrator
     * @return fails with {@link NotWanted} where the receiver will never take this one, with {@link RemoteFailure} else
     */
    public abstract CompletableFuture<?> send(Notice notice, int attempt, Item place);

    /** This notice is not taken, now or later; others may be. */
    public static final class NotWanted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NotWanted(String why) {
            super(why);
        }
    }

    @Override
    public final ReceiverDescriptor getDescriptor() {
        return (ReceiverDescriptor) super.getDescriptor();
    }

    final boolean wants(Notice.Kind kind) {
        return kind.isOfGate() || !gatesOnly;
    }

    /** @param place see {@link Destination#place} */
    final Destination in(String place) {
        return new Destination(getDescriptor().kind(), place, said());
    }

    /** @return null where no installed plugin knows it */
    static NoticeReceiver of(Destination to) {
        return ExtensionList.lookup(ReceiverDescriptor.class).stream()
                .filter(one -> one.kind().equals(to.kind()))
                .findFirst()
                .map(one -> one.of(to.said()))
                .orElse(null);
    }

    /**
     * A list that Jenkins's own serializer takes.
     *
     * @throws IllegalArgumentException says all that is wrong
     */
    static List<NoticeReceiver> checked(List<NoticeReceiver> receivers) {
        List<NoticeReceiver> all = receivers == null ? new ArrayList<>() : new ArrayList<>(receivers);
        List<String> problems = new ArrayList<>();
        Set<Destination> there = new HashSet<>();
        for (NoticeReceiver one : all) {
            List<String> own = new ArrayList<>(one.ownProblems());
            own.addAll(EmptyFields.problems(one, Expansion.NONE, own));
            if (one.name != null && !one.name.isBlank() && NamedReceivers.nameProblem(one.name) != null) {
                own.add("name: " + NamedReceivers.nameProblem(one.name));
            }
            if (own.isEmpty() && !there.add(one.in(""))) {
                own.add("is there twice.");
            }
            own.forEach(
                    problem -> problems.add("receivers: " + one.getDescriptor().kind() + ": " + problem));
        }
        if (all.size() > MOST) {
            problems.add("receivers: there may be at most " + MOST + ".");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
        return all;
    }

    /** What a form says. */
    static List<NoticeReceiver> submitted(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
        try {
            // Bound below by Stapler itself, which asks no descriptor.
            EmptyFields.forget(form.opt("receivers"));
            return checked(request.bindJSONToList(NoticeReceiver.class, form.opt("receivers")));
        } catch (IllegalArgumentException e) {
            throw new Descriptor.FormException(e.getMessage(), "receivers");
        }
    }

    /** What the forms of receivers have in common. */
    public abstract static class ReceiverDescriptor extends Descriptor<NoticeReceiver> implements FieldsForm {

        /** The symbol, which stays when the class is renamed. */
        public final String kind() {
            return getClass().getAnnotation(Symbol.class).value()[0];
        }

        @POST
        public final FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(
                    item, () -> value == null || value.isBlank() ? null : NamedReceivers.nameProblem(value.trim()));
        }

        /** The receiver of which {@link NoticeReceiver#said} tells. */
        public abstract NoticeReceiver of(Map<String, String> said);
    }
}
