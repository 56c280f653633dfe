package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.EnvVars;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a run gets its AWS session: environments and credentials are looked up against the run, its folder and its
 * authentication, anew each time.
 */
public final class RunSession {

    private RunSession() {}

    /** The session for a step or a builder: its {@code awsRole} block, its run. Called on a worker thread. */
    public static AwsSession of(ActionContext context) {
        return of(context, AwsRoleScope.NONE);
    }

    /** @param own what the step or the builder says of its own; the rest is taken from the block around */
    public static AwsSession of(ActionContext context, AwsRoleScope own) {
        return of(context, own, null, null);
    }

    /**
     * @param further a role to take on top of all that; null for none
     * @param region instead of the session's; null for that
     */
    public static AwsSession of(ActionContext context, AwsRoleScope own, RoleHop further, String region) {
        AwsRoleScope scope = own.inside(scope(context));
        Requester requester = new Requester.OfRun(context.get(Run.class));
        AwsSession session = session(requester, scope, context.get(EnvVars.class), further, region);
        sayRemarks(session, context.listener());
        return session;
    }

    /** What a role is assumed without is known once it was, so at the next use. */
    static void sayRemarks(AwsSession session, TaskListener listener) {
        session.takeRemarks().forEach(listener.getLogger()::println);
    }

    /**
     * @param scope all that is said, by the step and by the blocks around it
     * @param environment where the region is looked for when nobody names one; may be null
     * @throws RemoteFailure of kind REFUSED when the run may not be that
     */
    public static AwsSession of(Run<?, ?> run, AwsRoleScope scope, EnvVars environment) {
        return session(new Requester.OfRun(run), scope, environment, null, null);
    }

    /** The session for what happens between runs: a trigger's look. There is no environment to take a region from. */
    public static AwsSession ofItem(Item job, AwsRoleScope scope) {
        return session(new Requester.OfItem(job, "poll"), scope, null, null, null);
    }

    /**
     * The session for what is set up for all jobs below a folder.
     *
     * @param folder null for the whole controller
     * @param purpose a word for the name of the session
     * @param environment one that some job below can see
     * @param region instead of the environment's; null for that
     * @throws RemoteFailure of kind REFUSED where there is no such environment
     */
    public static AwsSession ofAllBelow(Item folder, String purpose, String environment, String region) {
        Requester requester = new Requester.OfItem(folder, purpose);
        AwsEnvironment found = FolderEnvironments.seenFrom(folder)
                .visibleBelow(requester.fullName())
                .get(environment);
        if (found == null) {
            throw RemoteFailure.refused("There is no AWS environment '" + environment + "' among those of "
                    + (folder == null
                            ? "the administrator."
                            : "the jobs below folder '" + requester.fullName() + "'."));
        }
        return session(requester, Identity.of(found), AwsRoleScope.NONE, null, null, region);
    }

    /**
     * Where the work may be.
     *
     * @param own what the step says of its own; the rest is taken from the block around
     * @throws RemoteFailure of kind REFUSED when the run may not be there
     */
    public static WorkPlace place(ActionContext context, AwsRoleScope own) {
        AwsRoleScope scope = own.inside(scope(context));
        return WorkPlace.of(environment(context, scope), scope);
    }

    /**
     * Where the environment keeps artifacts.
     *
     * @param own what the step says of its own; the rest is taken from the block around
     * @return null where no environment says it
     */
    public static String artifactStore(ActionContext context, AwsRoleScope own) {
        AwsEnvironment environment = environment(context, own.inside(scope(context)));
        return environment == null ? null : environment.getArtifactStore();
    }

    /** Where the evidence of a job's releases is kept: artifact stores, by the environments that say so. */
    public static Map<String, String> evidenceStores(Job<?, ?> job) {
        Map<String, String> stores = new LinkedHashMap<>();
        FolderEnvironments.seenFrom(job).visible(job.getFullName()).values().stream()
                .filter(AwsEnvironment::isEvidence)
                .forEach(one -> stores.put(one.getName(), one.getArtifactStore()));
        return stores;
    }

    private static AwsEnvironment environment(ActionContext context, AwsRoleScope scope) {
        Requester requester = new Requester.OfRun(context.get(Run.class));
        EnvironmentVisibility visibility = FolderEnvironments.seenFrom(requester.item());
        Identity.of(scope, visibility, requester.fullName());
        return scope.environment() == null
                ? null
                : visibility.find(scope.environment(), requester.fullName()).orElseThrow();
    }

    /** What the block around says. */
    public static AwsRoleScope scope(ActionContext context) {
        AwsRoleScope scope = context.find(AwsRoleScope.class);
        return scope != null ? scope : AwsRoleScope.NONE;
    }

    /** @param item the folder whose form it is; null for the global one */
    static AwsSession test(Item item, AwsEnvironment environment) {
        return session(
                new Requester.OfItem(item, "test"), Identity.of(environment), AwsRoleScope.NONE, null, null, null);
    }

    private static AwsSession session(
            Requester requester, AwsRoleScope scope, EnvVars environment, RoleHop further, String elsewhere) {
        EnvironmentVisibility visibility = FolderEnvironments.seenFrom(requester.item());
        Identity identity = Identity.of(scope, visibility, requester.fullName());
        return session(requester, identity, scope, environment, further, elsewhere);
    }

    private static AwsSession session(
            Requester requester,
            Identity identity,
            AwsRoleScope scope,
            EnvVars environment,
            RoleHop further,
            String elsewhere) {
        String region = elsewhere != null ? elsewhere : region(identity.region(), environment);
        BaseCredentialsLookup.Found found = identity.credentialsId() == null
                ? BaseCredentialsLookup.ofController()
                : BaseCredentialsLookup.find(identity.credentialsId(), requester);
        List<RoleHop> roles = Stream.of(
                        found.roles(), identity.roles(), further == null ? List.<RoleHop>of() : List.of(further))
                .flatMap(List::stream)
                .toList();
        if (roles.isEmpty()) {
            refuseWithoutRole(found.base(), scope);
        }
        if (scope.sessionPolicy() != null && further != null && further.hasPolicies()) {
            throw RemoteFailure.refused("sessionPolicy narrows the role " + further.arn()
                    + ", and what asks for that role gives it policies of its own: both cannot be.");
        }
        SessionRequest request = new SessionRequest(
                roles,
                region,
                requester.sessionName(),
                requester.tags(),
                scope.sourceIdentity() == null ? null : SessionRequest.sourceIdentity(scope.sourceIdentity()),
                scope.sessionPolicy());
        return AwsSessions.get(
                found.base(), request, AwsReleaseStagesConfiguration.get().connection());
    }

    /** A policy that narrows nothing, or a token that nobody takes, would be a silent surprise. */
    private static void refuseWithoutRole(BaseCredentials base, AwsRoleScope scope) {
        if (base instanceof BaseCredentials.WebIdentity) {
            throw RemoteFailure.refused("An identity token is exchanged for a role, and no role is named.");
        }
        if (scope.sessionPolicy() != null) {
            throw RemoteFailure.refused("sessionPolicy narrows a role, and no role is named.");
        }
    }

    private static String region(String named, EnvVars environment) {
        if (named != null) {
            return named;
        }
        String fromEnvironment = environment == null
                ? null
                : Util.fixEmptyAndTrim(environment.getOrDefault("AWS_REGION", environment.get("AWS_DEFAULT_REGION")));
        if (fromEnvironment != null) {
            return fromEnvironment;
        }
        String byDefault = AwsReleaseStagesConfiguration.get().getRegion();
        if (byDefault == null) {
            throw RemoteFailure.refused(
                    "No AWS region is named. Say awsRole(region: 'eu-west-1') { … } or set AWS_REGION.");
        }
        return byDefault;
    }
}
