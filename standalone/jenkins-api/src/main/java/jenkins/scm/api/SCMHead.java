package jenkins.scm.api;

import jenkins.scm.api.mixin.SCMHeadMixin;

public class SCMHead implements SCMHeadMixin {
    private final String name;

    public SCMHead(String name) {
        this.name = name;
    }

    @Override
    public String getName() {
        return name;
    }
}
