package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetContent;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetDiff;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ResourceChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code cfnChangeSet} returns and {@code cfnExecute} takes: plain maps, lists, strings and numbers.
 *
 * @param id the change set's ARN; null where nothing changes
 * @param fingerprint null when nobody has read the change set before
 * @param stackPolicy JSON, to be set after the execution; null for none
 */
public record ChangeSetResult(
        String id, String stack, String stackId, boolean noChanges, String fingerprint, String stackPolicy) {

    static final String NO_CHANGES = "NO_CHANGES";
    private static final String CHANGES = "CHANGES";

    /** The map for the Jenkinsfile. */
    static Map<String, Object> map(ChangeSetAction.State state) {
        ChangeSetContent content = state.noChanges() ? null : state.content();
        List<ResourceChange> changes = content == null ? List.of() : content.changes();
        ChangeSetDiff diff = ChangeSetDiff.of(changes);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", content == null ? null : content.id());
        map.put("name", state.name());
        map.put("stack", state.stack());
        map.put("stackId", state.stackId());
        map.put("type", state.type());
        map.put("status", content == null ? NO_CHANGES : CHANGES);
        map.put("changes", changes(changes));
        map.put("counts", counts(diff));
        map.put("text", content == null ? "No changes." : String.join("\n", diff.lines()));
        map.put("fingerprint", content == null ? null : content.fingerprint());
        map.put("stackPolicy", state.stackPolicy());
        map.put("console", console(state, content));
        return map;
    }

    /** The change set's name, which its ARN tells. */
    String name() {
        String[] parts = String.valueOf(id).split("/");
        return parts.length > 1 ? parts[1] : id;
    }

    /** @throws IllegalArgumentException says what is wrong with what was given */
    static ChangeSetResult of(Object given) {
        if (given instanceof CharSequence text) {
            return ofArn(text.toString().trim());
        }
        if (given instanceof Map<?, ?> map) {
            return ofMap(map);
        }
        throw new IllegalArgumentException("changeSet: give what cfnChangeSet returned, or the ARN of a change set.");
    }

    private static ChangeSetResult ofArn(String arn) {
        if (arn.startsWith(NO_CHANGES + " ")) {
            String stackId = arn.substring(NO_CHANGES.length() + 1).trim();
            String[] parts = stackId.split("/");
            return new ChangeSetResult(null, parts.length > 1 ? parts[1] : stackId, stackId, true, null, null);
        }
        String problem = arnProblem(arn);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return new ChangeSetResult(arn, null, null, false, null, null);
    }

    /** @return what is wrong, or null */
    static String arnProblem(String arn) {
        if (arn.isEmpty()) {
            return "changeSet: give what cfnChangeSet returned, or the ARN of a change set.";
        }
        return arn.matches("arn:aws[a-z-]*:cloudformation:[^:]+:\\d{12}:changeSet/[^/]+/.+")
                ? null
                : "changeSet: '" + arn + "' is not the ARN of a change set.";
    }

    private static ChangeSetResult ofMap(Map<?, ?> map) {
        boolean noChanges = NO_CHANGES.equals(text(map, "status"));
        String id = text(map, "id");
        String stackId = text(map, "stackId");
        if (noChanges ? stackId == null : id == null) {
            throw new IllegalArgumentException("changeSet: this map is not what cfnChangeSet returned: it has no "
                    + (noChanges ? "stackId." : "id."));
        }
        return new ChangeSetResult(
                id, text(map, "stack"), stackId, noChanges, text(map, "fingerprint"), text(map, "stackPolicy"));
    }

    private static String text(Map<?, ?> map, String key) {
        Object value = map.get(key);
        return value == null ? null : value.toString();
    }

    private static String console(ChangeSetAction.State state, ChangeSetContent content) {
        return content == null
                ? ConsoleLink.stack(state.stackId())
                : ConsoleLink.changeSet(content.stackId(), content.id());
    }

    private static Map<String, Object> counts(ChangeSetDiff diff) {
        Map<String, Object> counts = new LinkedHashMap<>();
        for (ResourceChange.Effect effect : ResourceChange.Effect.values()) {
            counts.put(effect.name().toLowerCase(Locale.ROOT), diff.counts().getOrDefault(effect, 0));
        }
        return counts;
    }

    private static List<Map<String, Object>> changes(List<ResourceChange> changes) {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (ResourceChange change : changes) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("action", change.action());
            map.put("logicalId", change.logicalId());
            map.put("physicalId", change.physicalId());
            map.put("type", change.type());
            map.put("replacement", change.replacement());
            map.put("policy", change.policy());
            map.put("scope", new ArrayList<>(change.scope()));
            map.put("properties", properties(change.properties()));
            map.put("nested", changes(change.nested()));
            maps.add(map);
        }
        return maps;
    }

    private static List<Map<String, Object>> properties(List<ResourceChange.Property> properties) {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (ResourceChange.Property property : properties) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", property.name());
            map.put("before", property.before());
            map.put("after", property.after());
            map.put("recreation", property.recreation());
            map.put("cause", property.cause());
            maps.add(map);
        }
        return maps;
    }
}
