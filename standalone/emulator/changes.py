"""What a change set says: the template a stack has compared with the one it is to get."""

import copy
import json

from moto.cloudformation.parsing import ResourceMap, clean_json

# Properties that AWS can only change by making a new resource (from the CloudFormation resource reference).
REPLACING = {
    "AWS::SQS::Queue": {"QueueName", "FifoQueue"},
    "AWS::SNS::Topic": {"TopicName", "FifoTopic"},
    "AWS::S3::Bucket": {"BucketName", "ObjectLockEnabled"},
    "AWS::DynamoDB::Table": {"TableName", "KeySchema", "ImportSourceSpecification"},
    "AWS::Lambda::Function": {"FunctionName", "PackageType"},
    "AWS::IAM::Role": {"RoleName", "Path"},
    "AWS::IAM::ManagedPolicy": {"ManagedPolicyName", "Path", "Description"},
    "AWS::IAM::InstanceProfile": {"InstanceProfileName", "Path"},
    "AWS::SSM::Parameter": {"Name", "Type"},
    "AWS::Logs::LogGroup": {"LogGroupName"},
    "AWS::Events::Rule": {"Name", "EventBusName"},
    "AWS::KMS::Key": {"KeySpec", "KeyUsage", "MultiRegion"},
    "AWS::SNS::Subscription": {"Endpoint", "Protocol", "TopicArn"},
}
ATTRIBUTES = ("Metadata", "CreationPolicy", "UpdatePolicy", "DeletionPolicy", "UpdateReplacePolicy")
UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}"


class NotYet:
    """Stands for a resource whose id and attributes are known only once it has been made."""

    physical_resource_id = UNKNOWN

    def get_cfn_attribute(self, _):
        return UNKNOWN


def references(node):
    """The names that this piece of a template refers to, as (name, attribute or None)."""
    if isinstance(node, list):
        return [found for item in node for found in references(item)]
    if not isinstance(node, dict):
        return []
    found = []
    for key, value in node.items():
        if key == "Ref":
            found.append((value, None))
        elif key == "Fn::GetAtt":
            found.append((value[0], ".".join(str(part) for part in value[1:])))
        else:
            found += substitutions(value) if key == "Fn::Sub" else []
            found += references(value)
    return found


def substitutions(value):
    text, given = (value, {}) if isinstance(value, str) else (value[0], value[1])
    names = [piece.split("}")[0] for piece in text.split("${")[1:]]
    split = [name.strip().partition(".") for name in names if not name.startswith("!")]
    return [(name, attribute or None) for name, _, attribute in split if name not in given]


def in_order(template):
    """Resource names, each after those it needs."""
    resources, done = template["Resources"], []

    def visit(name, above):
        if name in done or name in above:
            return
        for needed in needs(resources, name):
            visit(needed, above + [name])
        done.append(name)

    for name in resources:
        visit(name, [])
    return done


def needs(resources, name):
    explicit = resources[name].get("DependsOn", [])
    explicit = [explicit] if isinstance(explicit, str) else explicit
    return [n for n in explicit + [n for n, _ in references(resources[name])] if n in resources and n != name]


def present(resource_map, name):
    """Whether this resource's condition holds."""
    condition = resource_map._resource_json_map[name].get("Condition")
    return not condition or resource_map.lazy_condition_map[condition]


def same(one, other):
    return text(one) == text(other)


def text(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (dict, list)):
        return json.dumps(value, sort_keys=True, default=str)
    return None if value is None else str(value)


class Comparison:
    def __init__(self, stack, template, parameters, exports):
        self.old_map, self.template = stack.resource_map, template
        self.old = {n: r for n, r in stack.template_dict.get("Resources", {}).items() if n in self.old_map._parsed_resources}
        self.new_map = ResourceMap(
            stack.stack_id, stack.name, parameters, {}, stack.region_name, stack.account_id, copy.deepcopy(template), exports
        )
        self.new_map.load()
        self.masked = set(self.new_map.no_echo_parameter_keys)
        self.changes, self.replaced = [], set()
        for name in in_order(template):
            if present(self.new_map, name):
                self._compare(name, template["Resources"][name])
        kept = {n for n in template["Resources"] if present(self.new_map, n)}
        self.changes += [self._remove(name) for name in self.old if name not in kept]

    def _compare(self, name, new):
        if name not in self.old:
            self.new_map._parsed_resources[name] = NotYet()
            self.changes.append(self._change("Add", name, new["Type"], after=self._resolved(self.new_map, new)))
            return
        existing = self.old_map._parsed_resources[name]
        self.new_map._parsed_resources[name] = existing
        change = self._modify(name, self.old[name], new)
        if change:
            self.changes.append(change)
            if change["Replacement"] == "True":
                self.replaced.add(name)
                self.new_map._parsed_resources[name] = NotYet()

    def _resolved(self, resource_map, raw):
        return clean_json(copy.deepcopy(raw.get("Properties") or {}), resource_map)

    def _change(self, action, name, kind, before=None, after=None):
        change = {"Action": action, "LogicalResourceId": name, "ResourceType": kind, "Scope": [], "Details": []}
        if before is not None:
            change["BeforeContext"] = json.dumps({"Properties": before}, default=str)
            change["PhysicalResourceId"] = self.old_map._parsed_resources[name].physical_resource_id
        if after is not None:
            change["AfterContext"] = json.dumps({"Properties": after}, default=str)
        return change

    def _remove(self, name):
        raw = self.old[name]
        change = self._change("Remove", name, raw["Type"], before=self._resolved(self.old_map, raw))
        change["PolicyAction"] = "Retain" if raw.get("DeletionPolicy", "").startswith("Retain") else "Delete"
        return change

    def _modify(self, name, old, new):
        before, after = self._resolved(self.old_map, old), self._resolved(self.new_map, new)
        details = []
        for prop in sorted(set(before) | set(after)):
            if not same(before.get(prop), after.get(prop)):
                details += self._details(new["Type"], prop, old, new, before, after)
        for attribute in ATTRIBUTES:
            if not same(old.get(attribute), new.get(attribute)):
                target = {"Attribute": attribute, "RequiresRecreation": "Never"}
                details.append({"Target": target, "Evaluation": "Static", "ChangeSource": "DirectModification"})
        if not details:
            return None
        change = self._change("Modify", name, new["Type"], before, after)
        change["Scope"] = list(dict.fromkeys(detail["Target"]["Attribute"] for detail in details))
        change["Details"] = details
        change["Replacement"] = replacement(details)
        if change["Replacement"] != "False":
            retained = new.get("UpdateReplacePolicy", "").startswith("Retain")
            change["PolicyAction"] = "ReplaceAndRetain" if retained else "ReplaceAndDelete"
        return change

    def _details(self, kind, prop, old, new, before, after):
        target = {"Attribute": "Tags" if prop == "Tags" else "Properties", "Path": f"/Properties/{prop}"}
        target["RequiresRecreation"] = "Always" if prop in REPLACING.get(kind, ()) else "Never"
        if prop != "Tags":
            target["Name"] = prop
        target["AttributeChangeType"] = "Add" if prop not in before else "Remove" if prop not in after else "Modify"
        raw = (new.get("Properties") or {}).get(prop)
        secret = self.masked & {name for name, _ in references(raw)}
        for field, values in (("BeforeValue", before), ("AfterValue", after)):
            if prop in values:
                target[field] = "****" if secret else text(values[prop])
        if raw != (old.get("Properties") or {}).get(prop):
            return [{"Target": target, "Evaluation": "Static", "ChangeSource": "DirectModification"}]
        return self._caused(target, raw)

    def _caused(self, target, raw):
        """The template's words are the same; what they refer to is not."""
        found = []
        for name, attribute in dict.fromkeys(references(raw)):
            if name in self.replaced:
                source = "ResourceAttribute" if attribute else "ResourceReference"
                cause = f"{name}.{attribute}" if attribute else name
                found.append({"Target": target, "Evaluation": "Dynamic", "ChangeSource": source, "CausingEntity": cause})
            elif name in self.template.get("Parameters", {}):
                # AWS gives both: what it knows already, and that the value could still turn out otherwise.
                found.append({"Target": target, "Evaluation": "Dynamic", "ChangeSource": "DirectModification"})
                found.append(
                    {"Target": target, "Evaluation": "Static", "ChangeSource": "ParameterReference", "CausingEntity": name}
                )
        return found or [{"Target": target, "Evaluation": "Dynamic", "ChangeSource": "DirectModification"}]


def replacement(details):
    replacing = [d for d in details if d["Target"]["RequiresRecreation"] == "Always"]
    if any(d["Evaluation"] == "Static" for d in replacing):
        return "True"
    return "Conditional" if replacing else "False"
