package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.Descriptor.FormException;
import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ReleaseApprovalStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDeleteStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDeployStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnStackSetStep;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.CodeBuildStep;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.GateRule;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.sf.json.JSONObject;
import org.junit.jupiter.api.Test;

/** What a form, and what a Jenkinsfile, makes of a field follows from its type alone. */
class StepFieldsTest {

    private static final StepFields SET = StepFields.of(CfnStackSetStep.class);

    @Test
    void aNullOfAJenkinsfileIsABlankToBeRefused() {
        assertThat(SET.given(Collections.singletonMap("description", null))).containsEntry("description", "");
        assertThat(SET.given(Collections.singletonMap("regionOrder", null))).containsEntry("regionOrder", List.of(""));
        assertThat(SET.given(Map.of("regions", Arrays.asList(" eu-west-1 ", null))))
                .containsEntry("regions", List.of("eu-west-1", ""));
    }

    @Test
    void aNumberThatIsNotSaidStaysOut() {
        assertThat(SET.given(Collections.singletonMap("maxConcurrentCount", null)))
                .containsEntry("maxConcurrentCount", null);
    }

    @Test
    void namesAndLinesOfAFormBecomeListsAndMaps() throws Exception {
        JSONObject form =
                JSONObject.fromObject(Map.of("regions", "eu-west-1, us-east-1\nus-west-2", "tags", "team=shop=1"));
        CfnStackSetStep step = new CfnStackSetStep("guard");
        SET.setAll(step, SET.takeMaps(form));
        assertThat(step.getTags()).containsExactly(Map.entry("team", "shop=1"));
        assertThat(form.toString()).isEqualTo("{\"regions\":[\"eu-west-1\",\"us-east-1\",\"us-west-2\"]}");
    }

    @Test
    void namesThatMayHoldBlanksAreOneALine() throws Exception {
        StepFields deploy = StepFields.of(CfnDeployStep.class);
        JSONObject form = JSONObject.fromObject(Map.of("approvers", "group:release managers\nDoe, Jane\n"));
        deploy.takeMaps(form);
        assertThat(form.getJSONArray("approvers").toString()).isEqualTo("[\"group:release managers\",\"Doe, Jane\"]");
    }

    @Test
    void aLineThatIsNoPairIsNamed() {
        assertThatThrownBy(() -> SET.takeMaps(JSONObject.fromObject(Map.of("tags", "team"))))
                .isInstanceOf(FormException.class)
                .hasMessageContaining("'team'");
    }

    @Test
    void whatAFormShowsIsReadAsItWas() {
        CfnStackSetStep step = new CfnStackSetStep("guard");
        step.setRegions(List.of("eu-west-1", "us-east-1"));
        step.setTags(new HashMap<>(Map.of("team", "shop")));
        assertThat(SET.text(step, "regions")).isEqualTo("eu-west-1, us-east-1");
        assertThat(SET.text(step, "tags")).isEqualTo("team=shop");
        assertThat(SET.text(null, "tags")).isEmpty();
    }

    @Test
    void ofWaysThatExcludeEachOtherOnlyTheChosenOneIsSaid() {
        String key = "oneOf-template,templateUrl,assembly+stacks";
        Map<String, Object> sent = new HashMap<>(
                Map.of("template", "a.yaml", "templateUrl", "https://x", "assembly", "cdk.out", "stacks", "A"));
        sent.put("stack", "shop");
        sent.put(key, "assembly+stacks");
        JSONObject form = JSONObject.fromObject(sent);
        EmptyFields.forget(form);
        assertThat(form.keySet()).containsExactlyInAnyOrder("stack", "assembly", "stacks");
        sent.put(key, "template");
        form = JSONObject.fromObject(sent);
        EmptyFields.forget(form);
        assertThat(form.keySet()).containsExactlyInAnyOrder("stack", "template");
    }

    @Test
    void ofWaysThatNeedNotBeSaidNoneCanBeChosen() {
        JSONObject inside = JSONObject.fromObject(Map.of("oneOf-,retainResources,force", "", "force", "true"));
        JSONObject form = JSONObject.fromObject(Map.of("step", inside));
        EmptyFields.forget(form);
        assertThat(form.toString()).isEqualTo("{\"step\":{}}");
    }

    @Test
    void aFormShowsTheWayThatWasTaken() {
        StepFields fields = StepFields.of(CfnDeployStep.class);
        String ways = "template,templateText,templateUrl,previousTemplate,assembly+stacks";
        CfnDeployStep step = new CfnDeployStep();
        assertThat(fields.way(null, ways)).isEqualTo("template");
        assertThat(fields.way(step, ways)).isEqualTo("template");
        assertThat(fields.way(step, "approvers+quorum,rules")).isEqualTo("approvers+quorum");
        step.assembly = "cdk.out";
        step.rules = List.of(new GateRule("two"));
        assertThat(fields.way(step, ways)).isEqualTo("assembly+stacks");
        assertThat(fields.way(step, "approvers+quorum,rules")).isEqualTo("rules");
        step.assembly = null;
        step.previousTemplate = true;
        assertThat(fields.way(step, ways)).isEqualTo("previousTemplate");
        CodeBuildStep build = new CodeBuildStep("shop");
        String sources = ",sourceType+sourceLocation,workspace+store+workspaceIncludes+workspaceExcludes";
        assertThat(StepFields.of(CodeBuildStep.class).way(build, sources)).isEmpty();
        build.store = "s3://shop";
        assertThat(StepFields.of(CodeBuildStep.class).way(build, sources)).startsWith("workspace+");
        assertThat(SET.way(new CfnStackSetStep("guard"), ",maxConcurrentCount,maxConcurrentPercentage"))
                .isEmpty();
    }

    private static String said(String field, Map<String, String> texts) {
        CfnStackSetStep.DescriptorImpl descriptor = new CfnStackSetStep.DescriptorImpl();
        return descriptor.problem(field, texts::get);
    }

    @Test
    void aFieldIsToldWhatTheStepWouldBeRefusedFor() {
        assertThat(said("accounts", Map.of("accounts", "111122223333, 123"))).contains("'123'");
        assertThat(said("accounts", Map.of("accounts", "111122223333"))).isEmpty();
        assertThat(said("name", Map.of("name", "1guard"))).contains("1guard");
        assertThat(said("maxConcurrentPercentage", Map.of("maxConcurrentPercentage", "101")))
                .isNotEmpty();
        assertThat(said("timeoutMinutes", Map.of("timeoutMinutes", "0"))).isEqualTo("Must be 1 or more.");
        assertThat(said("timeoutMinutes", Map.of("timeoutMinutes", "an hour")))
                .isEqualTo("'an hour' is not a whole number.");
        assertThat(said("tags", Map.of("tags", "team"))).contains("'team'");
    }

    @Test
    void otherFieldsAreLookedAtWhereTheyBelongTogether() {
        assertThat(said("maxConcurrentCount", Map.of("maxConcurrentCount", "2", "maxConcurrentPercentage", "50")))
                .isNotEmpty();
        assertThat(said("maxConcurrentCount", Map.of("maxConcurrentCount", "2", "maxConcurrentPercentage", "")))
                .isEmpty();
    }

    @Test
    void whatOnlyAnotherFieldCouldTellIsNotSaid() {
        // The step itself would ask for accounts.
        assertThat(said("regions", Map.of("regions", "eu-west-1 us-east-1"))).isEmpty();
        assertThat(said("regions", Map.of("regions", "eu-west-1, here"))).contains("'here'");
    }

    @Test
    void nobodyKnowsTheValueOfAVariableYet() {
        assertThat(said("accounts", Map.of("accounts", "${ACCOUNT}"))).isNull();
    }

    /** A form that was just opened: what must be there is asked for, nothing else. */
    @Test
    void whatMustBeSaidIsAskedFor() {
        assertThat(new CfnDeleteStep.DescriptorImpl().problem("stack", field -> ""))
                .isNotEmpty();
        assertThat(new CfnDeployStep.DescriptorImpl()
                        .problem("assembly", Map.of("assembly", "cdk.out", "stack", "shop")::get))
                .contains("leave out stack");
        assertThat(new CfnDeployStep.DescriptorImpl().problem("assembly", Map.of("assembly", "cdk.out")::get))
                .isEmpty();
        assertThat(new CodeBuildStep.DescriptorImpl()
                        .problem(
                                "workspace", Map.of("project", "shop", "workspace", ".", "sourceVersion", "main")::get))
                .contains("nother source is said");
        assertThat(new CodeBuildStep.DescriptorImpl().problem("project", field -> ""))
                .isEqualTo("The name of a CodeBuild project is missing.");
        assertThat(new CfnDeleteStep.DescriptorImpl().problem("role", field -> ""))
                .isEmpty();
    }

    @Test
    @OnStandIns
    void theBrowserIsToldWhereToAsk() {
        CfnStackSetStep.DescriptorImpl descriptor = new CfnStackSetStep.DescriptorImpl();
        assertThat(descriptor.getCheckMethod("accounts").toStemUrl()).endsWith("/checkField/accounts");
        assertThat(descriptor.getCheckMethod("maxConcurrentCount").getDependsOn())
                .isEqualTo("maxConcurrentPercentage");
        assertThat(descriptor.getCheckMethod("environment").toStemUrl()).endsWith("/checkEnvironment");
        assertThat(new CfnDeleteStep.DescriptorImpl().getCheckMethod("force").toStemUrl())
                .isNull();
    }

    @Test
    void whatAnElementSaysAsANumberIsATextToo() {
        Map<String, Object> given = StepFields.of(ReleaseApprovalStep.class)
                .given(Map.of(
                        "inputs",
                        List.of(new LinkedHashMap<>(Map.of("name", "percent", "min", 1, "defaultValue", true)))));
        assertThat(given.get("inputs"))
                .isEqualTo(List.of(Map.of("name", "percent", "min", "1", "defaultValue", "true")));
    }
}
