package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironmentsFolderProperty;
import io.jenkins.plugins.awsreleasestages.jenkins.role.EmulatedRoleJenkinsTest;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** A trigger that looks as an environment of its job's folders. */
class AwsSourceEnvironmentJenkinsTest extends EmulatedRoleJenkinsTest {

    private static final String BUCKET = "aws-source-environment";

    private static Folder team(JenkinsRule j) throws Exception {
        addCredentials();
        Folder team = j.createProject(Folder.class, "team");
        AwsEnvironment shop = new AwsEnvironment("shop");
        shop.setCredentialsId("ci");
        shop.setRoles(ROLE);
        shop.setRegion(Emulator.REGION);
        team.addProperty(new AwsEnvironmentsFolderProperty(List.of(shop)));
        return team;
    }

    private static WorkflowJob watch(WorkflowJob job, AwsSourceTrigger trigger) throws Exception {
        trigger.setEnvironment("shop");
        job.setDefinition(new CpsFlowDefinition("echo 'a new revision'", true));
        job.addTrigger(trigger);
        trigger.start(job, true);
        return job;
    }

    private static AwsSourceTrigger trigger() {
        return new AwsSourceTrigger(AwsSourceTriggerJenkinsTest.NEVER, new S3ObjectSource(BUCKET, "app.zip"));
    }

    @Test
    void aLookIsMadeAsTheEnvironmentWhereTheJobSeesIt() throws Throwable {
        try (S3Client s3 = AWS.at(S3Client.builder().forcePathStyle(true)).build()) {
            s3.createBucket(
                    r -> r.bucket(BUCKET).createBucketConfiguration(c -> c.locationConstraint(Emulator.REGION)));
            s3.putBucketVersioning(
                    r -> r.bucket(BUCKET).versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
            s3.putObject(r -> r.bucket(BUCKET).key("app.zip"), RequestBody.fromString("1"));
        }
        session.then(j -> {
            WorkflowJob inside = watch(team(j).createProject(WorkflowJob.class, "watched"), trigger());
            assertThat(AwsSourceTriggerJenkinsTest.look(j, inside)).contains("first look");
            j.assertLogContains("a new revision", j.assertBuildStatusSuccess(inside.getBuildByNumber(1)));
            assertThat(proxy.count("STS.AssumeRole")).isEqualTo(1);

            WorkflowJob outside = watch(j.createProject(WorkflowJob.class, "watched"), trigger());
            assertThat(AwsSourceTriggerJenkinsTest.look(j, outside))
                    .contains("The AWS environment 'shop' is not visible to this job", "Nothing is started.");
            AwsSourceTrigger both = trigger();
            both.setRole(ROLE);
            WorkflowJob confused = watch(j.createProject(WorkflowJob.class, "confused"), both);
            assertThat(AwsSourceTriggerJenkinsTest.look(j, confused))
                    .contains("environment: says role, credentials and external id", "Nothing is started.");
            assertThat(proxy.count("STS.AssumeRole")).isEqualTo(1);
        });
    }

    @Test
    void theFormKeepsTheEnvironmentAndOffersItToWhoMayConfigure() throws Throwable {
        session.then(j -> {
            Folder team = team(j);
            AwsSourceTrigger trigger =
                    new AwsSourceTrigger(AwsSourceTriggerJenkinsTest.NIGHTLY, new S3ObjectSource(BUCKET, "app.zip"));
            WorkflowJob job = watch(team.createProject(WorkflowJob.class, "watched"), trigger);
            WorkflowJob again = j.configRoundtrip(job);
            j.assertEqualDataBoundBeans(trigger, ParameterizedJobMixIn.getTrigger(again, AwsSourceTrigger.class));

            secure(j, team);
            assertThat(offered("owner", again, "")).containsExactly("", "shop");
            assertThat(offered("reader", again, "")).containsExactly("");
            assertThat(offered("reader", again, "chosen")).containsExactly("", "chosen");
        });
    }

    private static Stream<String> offered(String user, Item item, String chosen) {
        try (ACLContext ignored = ACL.as2(User.getOrCreateByIdOrFullName(user).impersonate2())) {
            return Jenkins.get()
                    .getDescriptorByType(AwsSourceTrigger.DescriptorImpl.class)
                    .doFillEnvironmentItems(item, chosen)
                    .stream()
                    .map(option -> option.value);
        }
    }
}
