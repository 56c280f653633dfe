package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.files.CodeFolder;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What {@code cdk synth} wrote: {@code cdk.out}, with the assemblies nested in it.
 *
 * <p>Source: the Cloud Assembly specification and schema of the CDK (cloud-assembly-schema).
 *
 * @param stacks in an order in which they can be deployed: each after those it depends on, otherwise as written
 * @param notes what a person should know, one sentence each: warnings of the app, what was skipped
 */
public record CloudAssembly(List<Stack> stacks, List<String> notes) implements Serializable {

    /**
     * Where a stack or an asset goes; a null stands for the account or region of whoever deploys.
     *
     * @param account twelve digits, or null
     * @param region or null
     */
    public record Environment(String account, String region) implements Serializable {}

    /**
     * A role that the deployer takes on.
     *
     * @param arn may hold placeholders, see {@link #resolve}
     * @param externalId may be null
     * @param options {@code assumeRoleAdditionalOptions}: further members of AssumeRole by the API's own names; texts,
     *     numbers, truth values, lists and maps
     */
    public record Role(String arn, String externalId, Map<String, Object> options) implements Serializable {}

    /**
     * One stack.
     *
     * @param id unique in the assembly: the artifact's id, below those of the assemblies that it is nested in
     * @param displayName what {@code cdk ls} shows
     * @param name the stack's name in CloudFormation
     * @param template the absolute path of its template
     * @param templateObject where the template will be once the assets are published, with placeholders; null when the
     *     deployer has to put it somewhere
     * @param deployRole the role that talks to CloudFormation; null for the deployer's own
     * @param executionRole the ARN of the role that CloudFormation takes on, with placeholders; null for none
     * @param dependsOn the ids of the stacks that have to be there first
     */
    public record Stack(
            String id,
            String displayName,
            String name,
            String template,
            S3Location templateObject,
            Environment environment,
            Map<String, String> parameters,
            Map<String, String> tags,
            List<String> notificationArns,
            boolean terminationProtection,
            Role deployRole,
            String executionRole,
            List<String> dependsOn,
            List<FileAsset> files,
            List<ImageAsset> images)
            implements Serializable {}

    /** How a file asset is sent. */
    public enum Packaging {
        FILE,
        /** The source is a folder; see {@link CodeFolder}. */
        ZIP
    }

    /**
     * A file or folder to be in S3 before the stack is deployed.
     *
     * @param id the hash of its content, by CDK's reckoning
     * @param source an absolute path
     */
    public record FileAsset(
            String id, String displayName, String source, Packaging packaging, List<FileDestination> destinations)
            implements Serializable {}

    /**
     * @param object with placeholders, see {@link #resolve}
     * @param region null for the environment's
     * @param role null for the deployer's own
     */
    public record FileDestination(S3Location object, String region, Role role) implements Serializable {

        /** Where it really is. */
        public S3Location resolved(String account, String region) {
            return CloudAssembly.resolve(object, account, region);
        }
    }

    /**
     * An image to be in a registry before the stack is deployed. Takes Docker.
     *
     * @param directory the absolute path of the build context; null when a command makes the image
     * @param dockerFile below the directory; null for {@code Dockerfile}
     * @param executable the command that makes the image and prints its name; empty when Docker builds the directory
     */
    public record ImageAsset(
            String displayName,
            String directory,
            String dockerFile,
            List<String> executable,
            List<ImageDestination> destinations)
            implements Serializable {

        /** One sentence for the person who has to do it: which image, from what, to where. */
        public String needed() {
            String from = directory == null
                    ? "made by the command " + String.join(" ", executable)
                    : "built by Docker in " + directory + (dockerFile == null ? "" : " from " + dockerFile);
            String to = destinations.isEmpty()
                    ? ""
                    : " and pushed to "
                            + destinations.get(0).repository() + ":"
                            + destinations.get(0).tag();
            return "The image " + displayName + " has to be " + from + to + " first; this step does not run Docker.";
        }
    }

    /** @param repository of Amazon ECR, with placeholders */
    public record ImageDestination(String repository, String tag) implements Serializable {}

    /**
     * Reads {@code cdk.out}.
     *
     * @param workspace the folder outside of which nothing is read
     * @throws InvalidDocument with everything that is wrong: what cannot be read, errors of the app itself, context that
     *     is still missing, files that are not there, stacks that depend on each other in circles
     */
    public static CloudAssembly read(Path folder, Path workspace) throws IOException, InvalidDocument {
        return new CloudAssemblyReader(Workspace.at(workspace)).read(folder);
    }

    /** The stacks whose ids, display names or names are given, and all that they depend on, in order. */
    public List<Stack> select(List<String> wanted) {
        java.util.Set<String> chosen = new java.util.HashSet<>();
        for (int i = stacks.size() - 1; i >= 0; i--) {
            Stack stack = stacks.get(i);
            if (chosen.contains(stack.id())
                    || wanted.contains(stack.id())
                    || wanted.contains(stack.displayName())
                    || wanted.contains(stack.name())) {
                chosen.add(stack.id());
                chosen.addAll(stack.dependsOn());
            }
        }
        return stacks.stream().filter(stack -> chosen.contains(stack.id())).toList();
    }

    /** Fills in {@code ${AWS::AccountId}}, {@code ${AWS::Region}} and {@code ${AWS::Partition}}. */
    public static String resolve(String text, String account, String region) {
        return text.replace("${AWS::AccountId}", account)
                .replace("${AWS::Region}", region)
                .replace("${AWS::Partition}", Partition.of(region).name());
    }

    public static S3Location resolve(S3Location object, String account, String region) {
        return new S3Location(resolve(object.bucket(), account, region), resolve(object.key(), account, region));
    }
}
