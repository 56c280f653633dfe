package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.sf.json.JSONObject;
import org.junit.jupiter.api.Test;

/** What a multibranch project binds comes without the help of a descriptor. */
class FilteredBuildsTest {

    private static final String BRANCHES = "branches+excludedBranches+filePaths+excludedFilePaths";

    private static PushBuilds bound(JSONObject form) {
        PushBuilds push = new PushBuilds();
        // So Stapler makes a list of a form's text.
        push.branches = List.of(form.getString("branches"));
        push.excludedBranches = List.of("");
        push.filePaths = List.of("");
        push.excludedFilePaths = List.of("");
        push.tags = List.of(form.getString("tags"));
        push.excludedTags = List.of("");
        return (PushBuilds) push.bindResolve(null, form);
    }

    private static JSONObject form(String chosen) {
        JSONObject form = new JSONObject();
        form.put("oneOf-" + BRANCHES + ",tags+excludedTags", chosen);
        form.put("branches", "main\n  release/**  \n\n");
        form.put("excludedBranches", "");
        form.put("filePaths", "");
        form.put("excludedFilePaths", "");
        form.put("tags", "v*");
        form.put("excludedTags", "");
        return form;
    }

    @Test
    void aFormsListsAreOneALineAndWhatWasLeftEmptySaysNothing() {
        PushBuilds push = bound(form(BRANCHES));
        assertThat(push.branches).containsExactly("main", "release/**");
        assertThat(push.excludedBranches).isEmpty();
        assertThat(push.filePaths).isEmpty();
        assertThat(push.problems()).isEmpty();
    }

    @Test
    void theWayThatWasNotChosenIsLeftOut() {
        assertThat(bound(form(BRANCHES)).tags).isEmpty();
        PushBuilds push = bound(form("tags+excludedTags"));
        assertThat(push.tags).containsExactly("v*");
        assertThat(push.branches).isEmpty();
    }

    @Test
    void whatAScriptSaysBlankIsRefused() {
        PushBuilds push = new PushBuilds();
        push.branches = List.of("");
        assertThat(push.problems()).containsExactly("branches: '' is not a pattern: it is blank.");
        PullRequestBuilds pull = new PullRequestBuilds();
        pull.events = List.of(" ");
        pull.sourceBranches = List.of(" ");
        assertThat(pull.problems()).hasSize(2);
    }

    @Test
    void aPushFilterThatSaysNothingIsRefusedAndOneOfPullRequestsIsForAll() {
        assertThat(new PushBuilds().problems()).singleElement().asString().contains("says nothing");
        assertThat(new PullRequestBuilds().problems()).isEmpty();
    }
}
