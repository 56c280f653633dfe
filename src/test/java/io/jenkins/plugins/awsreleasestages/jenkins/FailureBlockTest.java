package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailureBlockTest {

    private static final String LINK = "https://eu-west-1.console.aws.amazon.com/build";

    @Test
    void allThatWhoeverIsCalledAtNightNeedsIsInOnePlace() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("build", "it:1 FAILED");
        facts.put("log", null);
        facts.put("link", LINK);
        String message =
                "CodeBuild build it:1 FAILED in phase BUILD: command 'npm test' ended with exit status 1. See " + LINK;
        assertThat(FailureBlock.text("Production", "CodeBuild build of project it", message, facts)
                        .lines())
                .containsExactly(
                        "Failed in stage Production: CodeBuild build of project it",
                        "  cause: CodeBuild build it:1 FAILED in phase BUILD: command 'npm test' ended with exit status 1.",
                        "  build: it:1 FAILED",
                        "  link:  " + LINK);
    }

    @Test
    void whereNothingElseIsKnownTheCauseIs() {
        assertThat(FailureBlock.text((String) null, "The work", "It broke.\nBadly.", Map.of())
                        .lines())
                .containsExactly("Failed: The work", "  cause: It broke.", "         Badly.");
    }
}
