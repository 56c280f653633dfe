package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What says who may do what: a reader has to see a change of it first.
 *
 * <p>Source: CloudFormation template reference: IAM, the types that are a policy or a permission, and the properties of
 * other types that hold a policy document.
 */
final class Permissions {

    private static final Set<String> TYPES = Set.of(
            "AWS::ECR::RegistryPolicy",
            "AWS::Events::EventBusPolicy",
            "AWS::KMS::Key",
            "AWS::Lambda::LayerVersionPermission",
            "AWS::Lambda::Permission",
            "AWS::Logs::ResourcePolicy",
            "AWS::Organizations::Policy",
            "AWS::RAM::ResourceShare",
            "AWS::S3::AccessPoint",
            "AWS::S3::BucketPolicy",
            "AWS::SNS::TopicInlinePolicy",
            "AWS::SNS::TopicPolicy",
            "AWS::SQS::QueueInlinePolicy",
            "AWS::SQS::QueuePolicy",
            "AWS::SSO::Assignment",
            "AWS::SSO::PermissionSet",
            "AWS::SecretsManager::ResourcePolicy");

    /** The first part of a property's path. */
    private static final Pattern PROPERTY =
            Pattern.compile("(PolicyDocument|AssumeRolePolicyDocument|ManagedPolicyArns|PermissionsBoundary|KeyPolicy"
                    + "|ResourcePolicy|RepositoryPolicyText|AccessPolicy|AccessPolicies|FileSystemPolicy)\\b.*");

    private Permissions() {}

    static boolean changedBy(ResourceChange change) {
        return change.type().startsWith("AWS::IAM::")
                || TYPES.contains(change.type())
                || change.properties().stream()
                        .anyMatch(property -> PROPERTY.matcher(property.name()).matches());
    }
}
