package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.jenkins.plugins.awscredentials.AWSCredentialsImpl;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.Fingerprint;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedRole;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.IdentityTokens;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import java.time.Instant;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The kinds of Jenkins credentials, and what is known of their use. */
class AwsCredentialsJenkinsTest extends EmulatedRoleJenkinsTest {

    private static final String ASSUME = "STS.AssumeRole";

    private static AWSCredentialsImpl withRole(String role, String mfa) {
        return new AWSCredentialsImpl(
                CredentialsScope.GLOBAL,
                "own",
                Emulator.ACCESS_KEY,
                Emulator.SECRET_KEY,
                "",
                EmulatedRole.arn(role),
                mfa);
    }

    private static WorkflowRun run(JenkinsRule j, Result result, String script) throws Exception {
        WorkflowJob job = j.jenkins.getItemByFullName("job", WorkflowJob.class);
        if (job == null) {
            job = j.createProject(WorkflowJob.class, "job");
        }
        job.setDefinition(new CpsFlowDefinition(script, true));
        return j.assertBuildStatus(result, job.scheduleBuild2(0));
    }

    private static AwsSession session(WorkflowRun run, String role) {
        return RunSession.of(run, AwsRoleScope.role(role, "own", Emulator.REGION), null);
    }

    @Test
    void aRoleOfTheCredentialsThemselvesIsAssumedOnceHoweverOftenItIsUsed() throws Throwable {
        createRole("hub");
        createRole("other");
        session.then(j -> {
            SystemCredentials.add(withRole("hub", null));
            WorkflowRun run = run(j, Result.SUCCESS, "echo 'a build'");
            AwsSession first = session(run, null);
            for (int look = 0; look < 5; look++) {
                AwsSession again = session(run, null);
                assertThat(again).isSameAs(first);
                assertThat(again.identify().get(1).arn()).contains(":assumed-role/hub/jenkins-job-1");
            }
            assertThat(proxy.count(ASSUME)).isEqualTo(1);

            // The next role is assumed by it, for the hour that AWS allows then.
            assertThat(session(run, ROLE).identify().get(2).arn()).contains(":assumed-role/shell/");
            assertThat(session(run, ROLE).identify()).hasSize(3);
            assertThat(proxy.count(ASSUME)).isEqualTo(3);

            SystemCredentialsProvider.getInstance().getCredentials().clear();
            SystemCredentials.add(withRole("other", null));
            assertThat(session(run, null).identify().get(1).arn()).contains(":assumed-role/other/");
        });
    }

    @Test
    void credentialsThatABuildCannotUseAreRefusedInWords() throws Throwable {
        session.then(j -> {
            SystemCredentials.add(withRole("hub", "arn:aws:iam::" + Emulator.ACCOUNT + ":mfa/anna"));
            String script = "awsRole(credentialsId: 'own', region: 'eu-west-1') { echo 'inside' }";
            j.assertLogContains("ask for the code of an MFA device", run(j, Result.FAILURE, script));

            SystemCredentialsProvider.getInstance().getCredentials().clear();
            SystemCredentials.add(
                    new AWSCredentialsImpl(CredentialsScope.GLOBAL, "own", "", "", "", EmulatedRole.arn("hub"), null));
            WorkflowRun refused = run(j, Result.FAILURE, script);
            j.assertLogContains("The credentials 'own' hold no keys, and this controller does not lend", refused);
            assertThat(proxy.count(ASSUME)).isZero();
        });
    }

    private static boolean isTracked(StandardCredentials credentials, String job, int build) throws Exception {
        Fingerprint print = CredentialsProvider.getFingerprintOf(credentials);
        return print != null && print.getRangeSet(job).includes(build);
    }

    private static StandardCredentials found(String id) {
        return CredentialsMatchers.firstOrNull(
                CredentialsProvider.lookupCredentialsInItemGroup(
                        StandardCredentials.class, jenkins.model.Jenkins.get(), hudson.security.ACL.SYSTEM2, List.of()),
                CredentialsMatchers.withId(id));
    }

    @Test
    void everyUseIsRecordedWithTheCredentials() throws Throwable {
        session.then(j -> {
            addCredentials();
            String issuer = "https://jenkins.example.org/oidc";
            String provider = EmulatedRole.identityProvider(AWS.endpoint(), issuer, "sts.amazonaws.com");
            EmulatedRole.create(
                    AWS.endpoint(),
                    "for-token",
                    EmulatedRole.statement("{\"Federated\":\"" + provider + "\"}", "sts:AssumeRoleWithWebIdentity"));
            String token = IdentityTokens.token(
                    issuer, "sts.amazonaws.com", "job/job", Instant.now().plusSeconds(3600));
            SystemCredentials.add(
                    new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString(token)));
            AwsEnvironment byToken = new AwsEnvironment("token");
            byToken.setRoles(EmulatedRole.arn("for-token"));
            byToken.setRegion(Emulator.REGION);
            byToken.setCredentialsId("token");
            AwsReleaseStagesConfiguration.get().setEnvironments(List.of(byToken));
            WorkflowRun run = run(
                    j,
                    Result.SUCCESS,
                    "awsRole(credentialsId: 'ci', region: 'eu-west-1') { echo 'keys' }\n"
                            + "awsRole(environment: 'token') { echo 'token' }");
            run(j, Result.SUCCESS, "echo 'none'");

            FreeStyleProject freestyle = j.createFreeStyleProject("freestyle");
            AwsRoleStep keys = new AwsRoleStep();
            keys.setCredentialsId("ci");
            keys.setRegion(Emulator.REGION);
            freestyle.getBuildWrappersList().add(new AwsRoleBuildWrapper(keys));
            j.buildAndAssertSuccess(freestyle);

            assertThat(isTracked(found("ci"), "job", run.getNumber())).isTrue();
            assertThat(isTracked(found("token"), "job", run.getNumber())).isTrue();
            assertThat(isTracked(found("ci"), "freestyle", 1)).isTrue();
            assertThat(isTracked(found("ci"), "job", 2)).isFalse();
            assertThat(isTracked(found("token"), "freestyle", 1)).isFalse();
        });
    }
}
