package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.Value;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a resource needs the caller to acknowledge. */
final class Capability {

    static final String IAM = "CAPABILITY_IAM";
    static final String NAMED_IAM = "CAPABILITY_NAMED_IAM";
    private static final String AUTO_EXPAND = "CAPABILITY_AUTO_EXPAND";

    /** CloudFormation API reference, CreateChangeSet, Capabilities; the property is the custom name, if it can have one. */
    private static final Map<String, String> IAM_TYPES = Map.of(
            "AWS::IAM::AccessKey", "",
            "AWS::IAM::Group", "GroupName",
            "AWS::IAM::InstanceProfile", "InstanceProfileName",
            "AWS::IAM::ManagedPolicy", "ManagedPolicyName",
            "AWS::IAM::Policy", "",
            "AWS::IAM::Role", "RoleName",
            "AWS::IAM::User", "UserName",
            "AWS::IAM::UserToGroupAddition", "");

    /** They can hold macros, or become nested stacks that do. */
    private static final Set<String> NESTED = Set.of("AWS::CloudFormation::Stack", "AWS::Serverless::Application");

    /** SAM Specification: these get a role made for them unless they are given one. */
    private static final Set<String> WITH_ROLE = Set.of("AWS::Serverless::Function", "AWS::Serverless::StateMachine");

    private Capability() {}

    /** The stronger one of those for IAM stands for both. */
    static Set<String> withoutWeaker(Set<String> capabilities) {
        Set<String> needed = new TreeSet<>(capabilities);
        if (needed.contains(NAMED_IAM)) {
            needed.remove(IAM);
        }
        return needed;
    }

    static Optional<String> of(String type, Value properties) {
        if (NESTED.contains(type)) {
            return Optional.of(AUTO_EXPAND);
        }
        if (WITH_ROLE.contains(type)) {
            return properties.has("Role") ? Optional.empty() : Optional.of(IAM);
        }
        String name = IAM_TYPES.get(type);
        if (name == null) {
            return Optional.empty();
        }
        return Optional.of(!name.isEmpty() && properties.has(name) ? NAMED_IAM : IAM);
    }
}
