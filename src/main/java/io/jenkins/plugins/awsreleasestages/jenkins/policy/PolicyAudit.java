package io.jenkins.plugins.awsreleasestages.jenkins.policy;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Saveable;
import hudson.model.listeners.SaveableListener;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.jenkins.audit.ReleaseAudit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jenkins.model.Jenkins;

/** Puts down who changes policies, in whatever way: by form, Configuration as Code, Job DSL, REST. */
@Extension
public final class PolicyAudit extends SaveableListener {

    /** What was demanded when it was looked last, by the full name of the folder; empty for the whole Jenkins. */
    private final Map<String, List<Object>> known = new ConcurrentHashMap<>();

    @Initializer(after = InitMilestone.JOB_LOADED)
    public static void begin() {
        PolicyAudit audit = ExtensionList.lookupSingleton(PolicyAudit.class);
        audit.known.put("", plain(ReleasePolicies.get().getPolicies()));
        for (Item item : Jenkins.get().allItems(Item.class)) {
            if (item instanceof ItemGroup<?> folder) {
                List<PolicyDefinition> policies = ReleasePolicies.of(folder);
                if (!policies.isEmpty()) {
                    audit.known.put(item.getFullName(), plain(policies));
                }
            }
        }
    }

    @Override
    public void onChange(Saveable changed, XmlFile file) {
        if (changed instanceof ReleasePolicies all) {
            changed("", plain(all.getPolicies()));
        } else if (changed instanceof ItemGroup<?> folder && changed instanceof Item item) {
            changed(item.getFullName(), plain(ReleasePolicies.of(folder)));
        }
    }

    private void changed(String place, List<Object> now) {
        List<Object> before = known.put(place, now);
        Map<String, Object> facts = facts(place, before == null ? List.of() : before, now);
        if (facts != null) {
            ReleaseAudit.record("policies.changed", facts);
        }
    }

    private static Map<String, Object> facts(String place, List<Object> before, List<Object> now) {
        if (before.equals(now)) {
            return null;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("folder", place);
        facts.put("by", Jenkins.getAuthentication2().getName());
        facts.put("before", before);
        facts.put("after", now);
        return facts;
    }

    private static List<Object> plain(List<PolicyDefinition> policies) {
        List<Object> plain = new ArrayList<>();
        policies.forEach(one -> plain.add(PlainData.of(one.policy())));
        return plain;
    }
}
