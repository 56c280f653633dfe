package io.jenkins.plugins.awsreleasestages.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.approval.Approver.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApproverTest {

    @ParameterizedTest
    @CsvSource({
        "alice,            USER,  alice,          user alice",
        "' alice ',        USER,  alice,          user alice",
        "user:alice,       USER,  alice,          user alice",
        "User: alice,      USER,  alice,          user alice",
        "group:managers,   GROUP, managers,       group managers",
        "GROUP:on call,    GROUP, on call,        group on call",
        "user:group:x,     USER,  group:x,        user group:x",
        "group:user:x,     GROUP, user:x,         group user:x",
        "groups:x,         USER,  groups:x,       user groups:x",
        "managers,         USER,  managers,       user managers",
    })
    void thePrefixSaysWhetherANameIsAUsersOrAGroups(String text, Kind kind, String name, String words) {
        assertThat(Approver.parse(text)).isEqualTo(new Approver(kind, name)).hasToString(words);
    }

    @Test
    void aPrefixAloneNamesNobody() {
        assertThat(Approver.problems(List.of("alice", "group:", "user: ", "group:managers")))
                .containsExactly(
                        "approvers: 'group:' names nobody; write user:NAME or group:NAME.",
                        "approvers: 'user: ' names nobody; write user:NAME or group:NAME.");
        assertThat(Approver.problems(List.of(""))).isEmpty();
    }
}
