package io.jenkins.plugins.awsreleasestages.approval;

import io.jenkins.plugins.awsreleasestages.source.Author;
import java.util.Set;

/** Somebody for tests: in some groups, with some rights. */
public record SomePerson(String id, Set<String> groups, boolean mayBuild, boolean mayOverride) implements Person {

    public SomePerson(String id, String... groups) {
        this(id, Set.of(groups), false, false);
    }

    public SomePerson building() {
        return new SomePerson(id, groups, true, mayOverride);
    }

    public SomePerson overriding() {
        return new SomePerson(id, groups, mayBuild, true);
    }

    @Override
    public boolean isKnown() {
        return true;
    }

    @Override
    public boolean isUser(String user) {
        return user.equalsIgnoreCase(id);
    }

    @Override
    public boolean isAuthor(Author author) {
        return author.mail().equalsIgnoreCase(id + "@example.com");
    }

    @Override
    public boolean is(Approver approver) {
        return approver.kind() == Approver.Kind.USER ? isUser(approver.name()) : groups.contains(approver.name());
    }
}
