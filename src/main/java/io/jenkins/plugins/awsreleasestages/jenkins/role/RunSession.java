package io.jenkins.plugins.awsreleasestages.jenkins.role;

import com.cloudbees.jenkins.plugins.awscredentials.AmazonWebServicesCredentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.EnvVars;
import hudson.model.Item;
import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import java.util.List;
import jenkins.util.SystemProperties;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** How a run gets its AWS session: the credentials are looked up against the run, its folder and its authentication. */
public final class RunSession {

    /** Lets jobs use the identity of the controller itself when they name no credentials. Off unless set. */
    static final String CONTROLLER_IDENTITY = "io.jenkins.plugins.awsreleasestages.controllerIdentity";

    private RunSession() {}

    /** The session for a step or a builder: its {@code awsRole} block, its run. Called on a worker thread. */
    public static AwsSession of(ActionContext context) {
        return of(context, AwsRoleScope.NONE);
    }

    /** @param own what the step or the builder says of its own; the rest is taken from the block around */
    public static AwsSession of(ActionContext context, AwsRoleScope own) {
        return of(context.get(Run.class), own.inside(scope(context)), context.get(EnvVars.class));
    }

    /** @param environment where the region is looked for when the scope names none; may be null */
    public static AwsSession of(Run<?, ?> run, AwsRoleScope scope, EnvVars environment) {
        String sessionName = SessionRequest.sessionName(run.getParent().getFullName(), run.getNumber());
        AmazonWebServicesCredentials named = scope.credentialsId() == null
                ? null
                : CredentialsProvider.findCredentialById(
                        scope.credentialsId(), AmazonWebServicesCredentials.class, run);
        return session(scope, named, sessionName, environment);
    }

    /** The session for what happens between runs: a trigger's look. There is no environment to take a region from. */
    public static AwsSession ofItem(Item job, AwsRoleScope scope) {
        AmazonWebServicesCredentials named = scope.credentialsId() == null
                ? null
                : CredentialsProvider.findCredentialByIdInItem(
                        scope.credentialsId(), AmazonWebServicesCredentials.class, job, ACL.SYSTEM2, List.of());
        return session(scope, named, SessionRequest.sessionName(job.getFullName(), "poll"), null);
    }

    private static AwsSession session(
            AwsRoleScope scope, AmazonWebServicesCredentials named, String sessionName, EnvVars environment) {
        AwsCredentialsProvider base =
                scope.credentialsId() == null ? controllerIdentity() : required(named, scope.credentialsId());
        String baseName = scope.credentialsId() == null
                ? "controller"
                : scope.credentialsId() + "/" + base.resolveCredentials().accessKeyId();
        SessionRequest plain = SessionRequest.plain(region(scope, environment), sessionName);
        SessionRequest request = scope.role() == null ? plain : plain.assuming(RoleHop.of(scope.role()));
        return AwsSessions.get(new BaseCredentials.Keys(baseName, base), request);
    }

    /** What the block around says. */
    public static AwsRoleScope scope(ActionContext context) {
        AwsRoleScope scope = context.find(AwsRoleScope.class);
        return scope != null ? scope : AwsRoleScope.NONE;
    }

    private static AwsCredentialsProvider required(AmazonWebServicesCredentials found, String id) {
        if (found == null) {
            throw RemoteFailure.refused("There are no AWS credentials with the id '" + id
                    + "' that this job may use. Create them in Jenkins (kind \"AWS Credentials\"), globally or in the"
                    + " job's folder, or correct credentialsId.");
        }
        return found;
    }

    private static AwsCredentialsProvider controllerIdentity() {
        if (!SystemProperties.getBoolean(CONTROLLER_IDENTITY)) {
            throw RemoteFailure.refused("No AWS credentials are named, and this controller does not lend its own"
                    + " identity to jobs. Surround the step with awsRole(credentialsId: '…').");
        }
        return ControllerIdentity.PROVIDER;
    }

    private static String region(AwsRoleScope scope, EnvVars environment) {
        if (scope.region() != null) {
            return scope.region();
        }
        String fromEnvironment = environment == null
                ? null
                : environment.getOrDefault("AWS_REGION", environment.get("AWS_DEFAULT_REGION"));
        if (fromEnvironment == null || fromEnvironment.isBlank()) {
            throw RemoteFailure.refused(
                    "No AWS region is named. Say awsRole(region: 'eu-west-1') { … } or set AWS_REGION.");
        }
        return fromEnvironment;
    }

    /** Made on first use: most controllers never need it. */
    private static final class ControllerIdentity {
        static final AwsCredentialsProvider PROVIDER =
                DefaultCredentialsProvider.builder().build();
    }
}
