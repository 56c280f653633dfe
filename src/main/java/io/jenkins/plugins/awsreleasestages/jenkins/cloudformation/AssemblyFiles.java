package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.CallerIdentity;
import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.role.WorkPlace;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.AgentWork;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.BucketPlace;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FileToSend;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload.Listed;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.FileAsset;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.FileDestination;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.ImageAsset;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.Packaging;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.Role;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.Stack;
import io.jenkins.plugins.awsreleasestages.template.S3Location;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.MasterToSlaveFileCallable;

/**
 * The files of a CDK assembly, and what is to happen to its stacks. All that can be known to be wrong is said before
 * anything is sent: what cannot be read, images, roles that cannot be assumed, buckets that are not there.
 */
public final class AssemblyFiles implements FilesUpload.Source {

    /** Where a stack goes, when all is known. */
    private record Target(String account, String region) {
        String place() {
            return account + "/" + region;
        }

        String resolve(String text) {
            return text == null ? null : CloudAssembly.resolve(text, account, region);
        }

        RoleHop hop(Role role) {
            if (role == null) {
                return null;
            }
            Map<String, Object> options = new LinkedHashMap<>(role.options());
            // How long a session may last depends on where it is in the chain.
            Duration duration =
                    options.remove("DurationSeconds") instanceof Long seconds ? Duration.ofSeconds(seconds) : null;
            return new RoleHop(resolve(role.arn()), role.externalId(), duration, options);
        }

        String bootstrap() {
            return "cdk bootstrap aws://" + place();
        }
    }

    /** Who to be where. */
    interface Sessions {

        /**
         * @param role on top of the step's own identity; null for none
         * @param region null for the step's
         */
        AwsSession in(RoleHop role, String region);

        /** Where the assembly has to be: its accounts, regions and roles come from the agent. */
        default WorkPlace place() {
            return WorkPlace.ANYWHERE;
        }
    }

    private final AssemblyPlan plan;
    private final Supplier<FilePath> workspace;
    private final Sessions sessions;

    AssemblyFiles(AssemblyPlan plan, Supplier<FilePath> workspace, Sessions sessions) {
        this.plan = plan;
        this.workspace = workspace;
        this.sessions = sessions;
    }

    @Override
    public String title() {
        return "Publishing the files of " + plan.folder();
    }

    @Override
    public AwsSession session(BucketPlace place) {
        return sessions.in(place.role(), place.region());
    }

    @Override
    public String withoutBucket(FileToSend file) {
        return withoutBucket(
                file.object().bucket(),
                new Target(file.place().account(), file.place().region()));
    }

    private static String withoutBucket(String bucket, Target target) {
        return "Account " + target.account() + " has no bucket " + bucket + " in " + target.region()
                + " for what the CDK deploys. Prepare the account once: " + target.bootstrap();
    }

    @Override
    public Listed list(AgentWork agent, FilePath scratch) {
        Read.Reply reply =
                agent.begunOrDone("Reading " + plan.folder(), workspace.get(), () -> new Read(plan.folder()));
        if (reply == null) {
            return null;
        }
        if (reply.problem() != null) {
            throw refused(reply.problem());
        }
        List<Stack> stacks = chosen(reply.assembly());
        refuseImages(stacks);
        Map<String, Target> targets = targets(stacks);
        refuseElsewhere(stacks, targets);
        Parameters parameters = Parameters.of(plan.change().wanted().request().parameters(), stacks);
        if (!parameters.problems().isEmpty()) {
            throw refused(String.join(" ", parameters.problems()));
        }
        List<AssemblyPlan.Deployment> found = new ArrayList<>();
        Map<S3Location, FileToSend> files = new LinkedHashMap<>();
        for (Stack stack : stacks) {
            Target target = targets.get(stack.id());
            found.add(planned(stack, target, parameters.of(stack)));
            stack.files().forEach(asset -> addTo(files, asset, target));
        }
        verify(stacks, targets, files.values());
        return new Listed(found, List.copyOf(files.values()), lines(reply.assembly(), stacks, targets, files.size()));
    }

    private static RemoteFailure refused(String problem) {
        return RemoteFailure.refused("assembly: " + problem + " Nothing was started.");
    }

    private List<Stack> chosen(CloudAssembly assembly) {
        List<String> unknown = plan.stacks().stream()
                .filter(name -> assembly.select(List.of(name)).isEmpty())
                .toList();
        if (!unknown.isEmpty() || assembly.stacks().isEmpty()) {
            throw refused((unknown.isEmpty() ? "" : "there is no stack " + String.join(", ", unknown) + "; ")
                    + plan.folder() + " has "
                    + (assembly.stacks().isEmpty()
                            ? "no stacks."
                            : assembly.stacks().stream().map(Stack::displayName).collect(Collectors.joining(", "))
                                    + "."));
        }
        return plan.stacks().isEmpty() ? assembly.stacks() : assembly.select(plan.stacks());
    }

    private static void refuseImages(List<Stack> stacks) {
        Set<String> needed = new LinkedHashSet<>();
        stacks.forEach(stack -> stack.images().stream()
                .map(ImageAsset::needed)
                .forEach(what -> needed.add(stack.name() + ": " + what)));
        if (!needed.isEmpty()) {
            throw refused(String.join(" ", needed));
        }
    }

    /** By the id of the stack. */
    private Map<String, Target> targets(List<Stack> stacks) {
        AwsSession own = sessions.in(null, null);
        boolean needsOwn =
                stacks.stream().anyMatch(stack -> stack.environment().account() == null || stack.deployRole() == null);
        String account = needsOwn ? account(own) : null;
        Map<String, Target> targets = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (Stack stack : stacks) {
            String wanted = stack.environment().account();
            String region = stack.environment().region();
            if (stack.deployRole() == null && wanted != null && !wanted.equals(account)) {
                problems.add("Stack " + stack.name() + " belongs to account " + wanted + ", and the step works in "
                        + account + ".");
            }
            targets.put(
                    stack.id(),
                    new Target(
                            wanted == null ? account : wanted,
                            region == null ? own.region().id() : region));
        }
        if (!problems.isEmpty()) {
            throw refused(String.join(" ", problems));
        }
        return targets;
    }

    private void refuseElsewhere(List<Stack> stacks, Map<String, Target> targets) {
        WorkPlace place = sessions.place();
        List<String> problems = new ArrayList<>();
        for (Stack stack : stacks) {
            Target target = targets.get(stack.id());
            Set<String> regions = new LinkedHashSet<>(List.of(target.region()));
            Set<String> roles = new LinkedHashSet<>();
            Stream.of(stack.deployRole() == null ? null : stack.deployRole().arn(), stack.executionRole())
                    .filter(Objects::nonNull)
                    .map(target::resolve)
                    .forEach(roles::add);
            stack.files().stream().flatMap(file -> file.destinations().stream()).forEach(destination -> {
                String region = destination.region() == null ? target.region() : destination.region();
                regions.add(region);
                if (destination.role() != null) {
                    roles.add(new Target(target.account(), region)
                            .resolve(destination.role().arn()));
                }
            });
            problems.addAll(place.problems(
                    "Stack " + stack.name(), target.account(), List.copyOf(regions), List.copyOf(roles)));
        }
        if (!problems.isEmpty()) {
            throw refused(String.join(" ", problems));
        }
    }

    private static String account(AwsSession session) {
        List<CallerIdentity> hops = session.identify();
        CallerIdentity last = hops.get(hops.size() - 1);
        if (last.problem() != null) {
            throw new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, last.problem());
        }
        return last.arn().split(":")[4];
    }

    private AssemblyPlan.Deployment planned(Stack stack, Target target, Map<String, String> parameters) {
        ChangeSetRequest wanted = plan.change().wanted().request();
        Map<String, String> tags = new LinkedHashMap<>(stack.tags());
        tags.putAll(wanted.tags());
        String role = wanted.role() != null ? wanted.role() : target.resolve(stack.executionRole());
        List<String> topics = wanted.options().topics().isEmpty()
                ? stack.notificationArns()
                : wanted.options().topics();
        ChangeSetRequest request = new ChangeSetRequest(
                stack.name(),
                parameters,
                wanted.capabilities(),
                tags,
                role,
                null,
                wanted.options().withTopics(topics));
        return new AssemblyPlan.Deployment(
                plan.change().of(StackChange.SealedRequest.of(request), files(stack, target)),
                target.account(),
                target.hop(stack.deployRole()),
                target.region());
    }

    private static ChangeSetFiles files(Stack stack, Target target) {
        if (stack.templateObject() == null) {
            return ChangeSetFiles.ofTemplate(stack.template());
        }
        return ChangeSetFiles.ofUrl(CloudAssembly.resolve(stack.templateObject(), target.account(), target.region())
                .uri());
    }

    private static void addTo(Map<S3Location, FileToSend> files, FileAsset asset, Target target) {
        for (FileDestination destination : asset.destinations()) {
            Target there = destination.region() == null ? target : new Target(target.account(), destination.region());
            S3Location object = destination.resolved(there.account(), there.region());
            files.putIfAbsent(
                    object,
                    new FileToSend(
                            object,
                            asset.source(),
                            asset.packaging() == Packaging.ZIP,
                            asset.displayName() == null ? asset.id() : asset.displayName(),
                            new BucketPlace(there.hop(destination.role()), there.region(), there.account())));
        }
    }

    /** Each role and each bucket once. */
    private void verify(List<Stack> stacks, Map<String, Target> targets, Iterable<FileToSend> files) {
        Set<String> problems = new LinkedHashSet<>();
        Set<BucketPlace> closed = new LinkedHashSet<>();
        for (Stack stack : stacks) {
            Target target = targets.get(stack.id());
            verifyRole(
                    new BucketPlace(target.hop(stack.deployRole()), target.region(), null), target, problems, closed);
        }
        Map<String, FileToSend> buckets = new LinkedHashMap<>();
        for (FileToSend file : files) {
            Target target = new Target(file.place().account(), file.place().region());
            verifyRole(file.place(), target, problems, closed);
            if (!closed.contains(file.place())) {
                buckets.putIfAbsent(file.object().bucket(), file);
            }
        }
        buckets.values().forEach(file -> verifyBucket(file, problems));
        if (!problems.isEmpty()) {
            throw refused(String.join(" ", problems));
        }
    }

    private void verifyRole(BucketPlace place, Target target, Set<String> problems, Set<BucketPlace> closed) {
        if (place.role() == null || closed.contains(place)) {
            return;
        }
        List<String> wrong = place.role().problems();
        if (!wrong.isEmpty()) {
            closed.add(place);
            problems.add(
                    "The role " + place.role().arn() + ", assumeRoleAdditionalOptions: " + String.join(" ", wrong));
            return;
        }
        try {
            session(place).verify("Assuming " + place.role().arn());
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            closed.add(place);
            problems.add(e.getMessage() + " If the account is not prepared for the CDK: " + target.bootstrap());
        }
    }

    private void verifyBucket(FileToSend file, Set<String> problems) {
        try {
            new ArtifactStore(file.object().bucket(), "").verify(session(file.place()));
        } catch (RemoteFailure e) {
            if (e.passing()) {
                throw e;
            }
            problems.add(e.getMessage() + " " + withoutBucket(file));
        }
    }

    private List<String> lines(CloudAssembly assembly, List<Stack> stacks, Map<String, Target> targets, int files) {
        List<String> lines = new ArrayList<>();
        lines.add(plan.folder() + ": " + stacks.size() + " stacks and " + files + " files: "
                + stacks.stream()
                        .map(stack ->
                                stack.name() + " (" + targets.get(stack.id()).place() + ")")
                        .collect(Collectors.joining(", "))
                + ".");
        lines.addAll(assembly.notes());
        stacks.stream()
                .filter(Stack::terminationProtection)
                .forEach(stack -> lines.add("Stack " + stack.name()
                        + " asks for termination protection; whether it has it, this step leaves as it is."));
        return lines;
    }

    // What runs on the agent. Problems are data, because remoting wraps exceptions.

    public static final class Read extends MasterToSlaveFileCallable<Read.Reply> {
        private static final long serialVersionUID = 1L;

        public record Reply(CloudAssembly assembly, String problem) implements Serializable {}

        private final String folder;

        Read(String folder) {
            this.folder = folder;
        }

        @Override
        public Reply invoke(File workspace, VirtualChannel channel) throws IOException {
            File assembly = new File(workspace, folder);
            if (!assembly.isDirectory()) {
                return new Reply(
                        null,
                        "there is no folder " + folder + " in the workspace (" + assembly
                                + "). It is what cdk synth writes.");
            }
            try {
                return new Reply(CloudAssembly.read(assembly.toPath(), workspace.toPath()), null);
            } catch (InvalidDocument e) {
                return new Reply(null, e.getMessage());
            }
        }
    }

    /**
     * Parameters for the stacks of an assembly: {@code Name} for each stack, {@code Stack:Name} for one, which wins.
     *
     * @param forAll by name
     * @param forOne by the stack as it was named, then by name
     * @param problems what is wrong, a sentence each
     */
    record Parameters(Map<String, String> forAll, Map<String, Map<String, String>> forOne, List<String> problems) {

        static Parameters of(Map<String, String> given, List<Stack> stacks) {
            Map<String, String> forAll = new LinkedHashMap<>();
            Map<String, Map<String, String>> forOne = new LinkedHashMap<>();
            List<String> problems = new ArrayList<>();
            given.forEach((key, value) -> {
                int colon = key.lastIndexOf(':');
                if (colon < 0) {
                    forAll.put(key, value);
                    return;
                }
                String stack = key.substring(0, colon);
                if (stacks.stream().noneMatch(one -> names(one).contains(stack))) {
                    problems.add("parameters: " + key + " is for stack " + stack + ", which is not deployed.");
                }
                forOne.computeIfAbsent(stack, absent -> new LinkedHashMap<>()).put(name(key), value);
            });
            return new Parameters(forAll, forOne, problems);
        }

        /** The name alone. */
        static String name(String key) {
            return key.substring(key.lastIndexOf(':') + 1);
        }

        private static Set<String> names(Stack stack) {
            Set<String> names = new HashSet<>(List.of(stack.id(), stack.name()));
            names.add(stack.displayName());
            return names;
        }

        /** The assembly's own, those for every stack, and those for this one, of which the later win. */
        Map<String, String> of(Stack stack) {
            Map<String, String> values = new LinkedHashMap<>(stack.parameters());
            values.putAll(forAll);
            Set<String> names = names(stack);
            forOne.forEach((named, own) -> {
                if (names.contains(named)) {
                    values.putAll(own);
                }
            });
            return values;
        }
    }
}
