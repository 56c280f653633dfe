package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What requests have in common: templates, parameters, capabilities, tokens, names. */
final class Requests {

    private static final int LONGEST_BODY = 51_200;

    private static final Map<String, String> IAM = Map.of(
            "AWS::IAM::Role", "RoleName",
            "AWS::IAM::User", "UserName",
            "AWS::IAM::Group", "GroupName",
            "AWS::IAM::ManagedPolicy", "ManagedPolicyName",
            "AWS::IAM::InstanceProfile", "InstanceProfileName",
            "AWS::IAM::Policy", "",
            "AWS::IAM::AccessKey", "",
            "AWS::IAM::UserToGroupAddition", "");

    private final Account account;

    Requests(Account account) {
        this.account = account;
    }

    /** The stack, alive or, by its id, deleted. */
    Stack stack(Query query) {
        String name = query.required("StackName");
        Stack stack = account.find(name);
        if (stack == null) {
            throw Refusal.invalid("Stack [" + name + "] does not exist");
        }
        return stack;
    }

    Stack alive(Query query) {
        Stack stack = stack(query);
        if (!stack.isAlive()) {
            throw Refusal.invalid("Stack [" + query.text("StackName") + "] does not exist");
        }
        return stack;
    }

    Template template(Query query, Stack previous) {
        String body = query.text("TemplateBody");
        String url = query.text("TemplateURL");
        boolean same = query.flag("UsePreviousTemplate");
        if ((body == null ? 0 : 1) + (url == null ? 0 : 1) + (same ? 1 : 0) != 1) {
            throw Refusal.invalid("Either Template URL or Template Body must be specified.");
        }
        if (same) {
            if (previous == null) {
                throw Refusal.invalid("Cannot use the previous template: there is none.");
            }
            return previous.deployment.original();
        }
        if (url != null) {
            return account.templateAt(url);
        }
        return body(body);
    }

    Template body(String body) {
        if (body.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST_BODY) {
            throw Refusal.invalid("1 validation error detected: Value '" + body
                    + "' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to "
                    + LONGEST_BODY);
        }
        return Template.parse(body);
    }

    /** All that a stack is to be, as a request says it. */
    Deployment deployment(Query query, Template original, Template applied, Stack previous) {
        Map<String, Object> rollback = previous == null ? Map.of() : previous.deployment.rollback();
        if (query.has("RollbackConfiguration")) {
            rollback = rollback(query.structure("RollbackConfiguration"));
        }
        Map<String, String> tags = query.has("Tags") || previous == null
                ? query.pairs("Tags", "Key", "Value")
                : previous.deployment.tags();
        List<String> notifications = query.has("NotificationARNs") || previous == null
                ? query.list("NotificationARNs")
                : previous.deployment.notifications();
        return ParameterValues.deployment(
                account,
                applied,
                original,
                ParameterValues.given(query, "Parameters", previous),
                tags,
                query.list("Capabilities"),
                notifications,
                query.text("RoleARN", previous == null ? null : previous.deployment.role()),
                rollback);
    }

    private static Map<String, Object> rollback(Query given) {
        List<Map<String, Object>> triggers = new ArrayList<>();
        for (Query trigger : given.structures("RollbackTriggers")) {
            triggers.add(Xml.fields("Arn", trigger.text("Arn"), "Type", trigger.text("Type")));
        }
        return Xml.fields(
                "RollbackTriggers", triggers, "MonitoringTimeInMinutes", given.text("MonitoringTimeInMinutes"));
    }

    /** The capability that a template needs; null for none. */
    static String capabilityNeeded(Template template) {
        String needed = null;
        for (Object resource : template.section("Resources").values()) {
            Map<String, Object> definition = Template.map(resource);
            String name = IAM.get(String.valueOf(definition.get("Type")));
            if (name == null) {
                continue;
            }
            if (Template.map(definition.get("Properties")).containsKey(name)) {
                return "CAPABILITY_NAMED_IAM";
            }
            needed = "CAPABILITY_IAM";
        }
        return needed;
    }

    static void checkCapabilities(Template template, List<String> given) {
        String needed = capabilityNeeded(template);
        boolean has = needed == null || given.contains(needed) || given.contains("CAPABILITY_NAMED_IAM");
        if (!has) {
            throw Refusal.of("InsufficientCapabilitiesException", "Requires capabilities : [" + needed + "]");
        }
    }

    static void checkAutoExpand(Template template, List<String> given) {
        if (!template.transforms().isEmpty() && !given.contains("CAPABILITY_AUTO_EXPAND")) {
            throw Refusal.of("InsufficientCapabilitiesException", "Requires capabilities : [CAPABILITY_AUTO_EXPAND]");
        }
    }

    static void checkName(String what, String name) {
        if (!name.matches("[a-zA-Z][-a-zA-Z0-9]*") || name.length() > 128) {
            throw Refusal.invalid("1 validation error detected: Value '" + name + "' at '" + what
                    + "' failed to satisfy constraint: Member must satisfy regular expression pattern:"
                    + " [a-zA-Z][-a-zA-Z0-9]*");
        }
    }

    /**
     * Whether a request with this token was carried out before.
     *
     * @param purpose operation and object; the same token for another is refused
     */
    static boolean isRepeated(Stack stack, String token, String purpose) {
        String before = token == null ? null : stack.tokens.putIfAbsent(token, purpose);
        if (before != null && !before.equals(purpose)) {
            throw Refusal.of(
                    "TokenAlreadyExistsException",
                    "A client request token already exists: " + token + " was used for another request.");
        }
        return before != null;
    }

    static Set<String> types(Template template) {
        Set<String> types = new TreeSet<>();
        template.section("Resources")
                .values()
                .forEach(resource ->
                        types.add(String.valueOf(Template.map(resource).get("Type"))));
        return types;
    }
}
