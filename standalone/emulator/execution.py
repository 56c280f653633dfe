"""A change set at work: resources made, changed and removed one level of dependencies after another."""

import copy
import json
import uuid

from moto.cloudformation.models import Event
from moto.cloudformation.parsing import clean_json, generate_resource_name, resource_class_from_type
from moto.cloudformation.parsing import resource_name_property_from_type

import changes
import settings

PROGRESSIVE = {"Add": "CREATE", "Modify": "UPDATE"}


class Execution:
    def __init__(self, stack, change_set, token, on_failure, seconds):
        self.stack, self.change_set, self.token, self.on_failure = stack, change_set, token, on_failure
        self.verb = "CREATE" if stack.status == "REVIEW_IN_PROGRESS" else "UPDATE"
        self.before = (stack.template, stack.template_dict, dict(stack.resource_map.input_parameters))
        self.names = dict(stack.names)
        self.made, self.changed, self.superseded = [], [], []
        self.cancelled = self.ended = False
        begin = settings.now()
        self.levels = self._levels()
        self.seconds = seconds
        share = seconds / (len(self.levels) + 1)
        self.steps = [(begin, "_start_level", 0)]
        for n in range(len(self.levels)):
            self.steps += [(begin + share * (n + 1), "_finish_level", n), (begin + share * (n + 1), "_start_level", n + 1)]
        self.steps.append((begin + seconds, "_complete", None))
        self.removed = [c["LogicalResourceId"] for c in change_set.changes if c["Action"] == "Remove"]
        self.old_json = self.before[1].get("Resources", {})
        self._say_stack(f"{self.verb}_IN_PROGRESS", "User Initiated")
        use(stack, change_set.template_dict, change_set.parameters)

    def _levels(self):
        wanted = {c["LogicalResourceId"]: c for c in self.change_set.changes if c["Action"] in PROGRESSIVE}
        resources, depth = self.change_set.template_dict["Resources"], {}
        for name in changes.in_order(self.change_set.template_dict):
            depth[name] = 1 + max([depth.get(n, 0) for n in changes.needs(resources, name)], default=0)
        steps = sorted({depth[name] for name in wanted})
        return [[c for name, c in wanted.items() if depth[name] == step] for step in steps]

    def advance(self, now):
        while self.steps and (self.steps[0][0] <= now or self.cancelled):
            _, step, argument = self.steps.pop(0)
            if self.cancelled:
                self._cancel()
            else:
                getattr(self, step)(argument)

    def _later(self, share, *steps):
        at = settings.now()
        self.steps = [(at + share * self.seconds * (n + 1), *step) for n, step in enumerate(steps)]

    def _start_level(self, n):
        for change in self.levels[n] if n < len(self.levels) else ():
            reason = None
            if change.get("Replacement") == "True":
                reason = "Requested update requires the creation of a new physical resource; hence creating one."
            self._say(change["LogicalResourceId"], f"{PROGRESSIVE[change['Action']]}_IN_PROGRESS", reason)

    def _finish_level(self, n):
        # The failing one first, so that the others are seen as cancelled, as with AWS's parallel work.
        level = sorted(self.levels[n], key=lambda change: self._fault(change) is None)
        for position, change in enumerate(level):
            try:
                self._apply(change)
            except Exception as e:
                self._say(change["LogicalResourceId"], f"{PROGRESSIVE[change['Action']]}_FAILED", str(e))
                self._give_up([change], level[position + 1:])
                return

    def _fault(self, change):
        resource = self.change_set.template_dict["Resources"][change["LogicalResourceId"]]
        return ((resource.get("Metadata") or {}).get("Emulator") or {}).get("Fail")

    def _apply(self, change):
        words = self._fault(change)
        if words:
            reason = f'Resource handler returned message: "{words}" (RequestToken: {uuid.uuid4()},'
            raise RuntimeError(f"{reason} HandlerErrorCode: GeneralServiceException)")
        name, verb = change["LogicalResourceId"], PROGRESSIVE[change["Action"]]
        resource_map = self.stack.resource_map
        old = resource_map._parsed_resources.get(name)
        if change["Action"] == "Modify" and not self._replaces(change):
            self.changed.append(name)
            resource_map._parsed_resources[name] = update(self.stack, name, old)
        else:
            if old is not None:
                self._check_name_is_free(name)
                self.superseded.append((name, old, self.old_json[name]))
                self.stack.names.pop(name, None)
            resource_map._parsed_resources[name] = create(self.stack, name)
            self.made.append(name)
            self._say(name, f"{verb}_IN_PROGRESS", "Resource creation Initiated")
        self._say(name, f"{verb}_COMPLETE")

    def _replaces(self, change):
        """Decided by the values as they are now: a change set can only say "Conditional" of what it cannot know."""
        name = change["LogicalResourceId"]
        before, after = json.loads(change["BeforeContext"])["Properties"], self._properties(name)
        if change.get("Replacement") == "True":
            return True
        replacing = changes.REPLACING.get(change["ResourceType"], ())
        return change.get("Replacement") == "Conditional" and any(
            not changes.same(before.get(prop), after.get(prop)) for prop in replacing
        )

    def _properties(self, name):
        raw = self.stack.resource_map._resource_json_map[name]
        return clean_json(copy.deepcopy(raw.get("Properties") or {}), self.stack.resource_map)

    def _check_name_is_free(self, name):
        raw = self.stack.resource_map._resource_json_map[name]
        named_by = resource_name_property_from_type(raw["Type"])
        custom = self._properties(name).get(named_by)
        if custom and custom == self.stack.names.get(name):
            raise RuntimeError(
                "CloudFormation cannot update a stack when a custom-named resource requires replacing."
                f" Rename {custom} and update the stack again."
            )

    def _give_up(self, failed, cancelled):
        verb = {"CREATE": "creation", "UPDATE": "update"}
        for change in cancelled:
            action = PROGRESSIVE[change["Action"]]
            self._say(change["LogicalResourceId"], f"{action}_FAILED", f"Resource {verb[action]} cancelled")
        names = ", ".join(c["LogicalResourceId"] for c in failed + cancelled)
        self.change_set.execution_status = "EXECUTE_FAILED"
        if self.verb == "CREATE":
            self._fail_creation(f"The following resource(s) failed to create: [{names}].")
        elif self.on_failure == "DO_NOTHING":
            self._end("UPDATE_FAILED", f"The following resource(s) failed to update: [{names}].")
        else:
            self._roll_back_update(f"The following resource(s) failed to update: [{names}].")

    def _fail_creation(self, reason):
        if self.on_failure == "DO_NOTHING":
            self._end("CREATE_FAILED", reason)
            return
        self._say_stack("ROLLBACK_IN_PROGRESS", f"{reason} Rollback requested by user.")
        self._later(0.3, ("_delete_made", None), ("_end", "ROLLBACK_COMPLETE"))

    def _roll_back_update(self, reason):
        self._say_stack("UPDATE_ROLLBACK_IN_PROGRESS", reason)
        self._later(
            0.2, ("_restore", None), ("_delete_made", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
            ("_end", "UPDATE_ROLLBACK_COMPLETE"),
        )

    def _restore(self, _):
        _, template, parameters = self.before
        self.dismissed = {name: self.stack.resource_map._parsed_resources.pop(name) for name in self.made}
        self.dismissed_json = self.stack.resource_map._resource_json_map
        use(self.stack, template, parameters)
        # Else what is changed next would be taken for the replacement, which is gone.
        self.stack.names = self.names
        for name, old, _ in self.superseded:
            self.stack.resource_map._parsed_resources[name] = old
            self._say(name, "UPDATE_COMPLETE")
        for name in self.changed:
            self._say(name, "UPDATE_IN_PROGRESS")
            old = self.stack.resource_map._parsed_resources[name]
            self.stack.resource_map._parsed_resources[name] = update(self.stack, name, old)
            self._say(name, "UPDATE_COMPLETE")

    def _delete_made(self, status):
        resource_map = self.stack.resource_map
        if status:
            self._say_stack(status)
            gone, json_of = self.dismissed, self.dismissed_json
        else:
            gone, json_of = {n: resource_map._parsed_resources.pop(n) for n in self.made}, resource_map._resource_json_map
        for name in reversed(list(gone)):
            self._delete(name, gone[name], json_of[name])

    def _complete(self, _):
        stack, change_set = self.stack, self.change_set
        stack.template = change_set.template
        stack.template_dict = change_set.template_dict
        stack.description = change_set.template_dict.get("Description")
        stack.parameters, stack.tags = change_set.parameters, change_set.tags
        stack.role_arn = change_set.role_arn or stack.role_arn
        stack.capabilities = change_set.capabilities
        stack.output_map = stack._create_output_map()
        stack.shown_outputs = stack.outputs or []
        change_set.execution_status = "EXECUTE_COMPLETE"
        if self.verb == "CREATE":
            self._end("CREATE_COMPLETE")
            return
        self._say_stack("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
        self._later(0.3, ("_clean_up", None), ("_end", "UPDATE_COMPLETE"))

    def _clean_up(self, _):
        for name, old, old_json in self.superseded:
            self._delete(name, old, old_json)
        for name in self.removed:
            old = self.stack.resource_map._parsed_resources.pop(name, None)
            self.stack.names.pop(name, None)
            if old is not None:
                self._delete(name, old, self.old_json[name])

    def _delete(self, name, resource, raw):
        policy = "UpdateReplacePolicy" if name not in self.removed else "DeletionPolicy"
        if str(raw.get(policy, "")).startswith("Retain"):
            self._say(name, "DELETE_SKIPPED", resource=resource, kind=raw["Type"])
            return
        self._say(name, "DELETE_IN_PROGRESS", resource=resource, kind=raw["Type"])
        try:
            self.stack.resource_map._delete_resource(resource, raw)
            self._say(name, "DELETE_COMPLETE", resource=resource, kind=raw["Type"])
        except Exception as e:
            self._say(name, "DELETE_FAILED", str(e), resource=resource, kind=raw["Type"])

    def _cancel(self):
        self.cancelled = False
        self.steps = []
        done = self.made + self.changed
        for level in self.levels:
            for change in level:
                if self._began(change) and change["LogicalResourceId"] not in done:
                    action = PROGRESSIVE[change["Action"]]
                    words = "creation" if action == "CREATE" else "update"
                    self._say(change["LogicalResourceId"], f"{action}_FAILED", f"Resource {words} cancelled")
        self.change_set.execution_status = "EXECUTE_FAILED"
        self._roll_back_update("User Initiated")

    def _began(self, change):
        return any(
            event.logical_resource_id == change["LogicalResourceId"] and event.operation is self
            for event in self.stack.events
        )

    def _end(self, status, reason=None):
        self.steps, self.ended = [], True
        self._say_stack(status, reason)

    def _say_stack(self, status, reason=None):
        self.stack.status, self.stack.status_reason = status, reason
        if not status.endswith("_COMPLETE"):
            self.stack.last_updated = settings.now()
        self._event(self.stack.name, self.stack.stack_id, "AWS::CloudFormation::Stack", status, reason)

    def _say(self, name, status, reason=None, resource=None, kind=None):
        resource = resource or self.stack.resource_map._parsed_resources.get(name)
        kind = kind or self.stack.resource_map._resource_json_map[name]["Type"]
        self._event(name, getattr(resource, "physical_resource_id", ""), kind, status, reason)

    def _event(self, name, physical_id, kind, status, reason):
        stack = self.stack
        event = Event(stack.stack_id, stack.name, name, physical_id, kind, status, reason, None)
        event.client_request_token, event.operation = self.token, self
        stack.events.append(event)


def use(stack, template, parameters):
    """Makes a template and its parameters the ones that the stack's resources are resolved with."""
    resource_map = stack.resource_map
    resource_map._template = copy.deepcopy(template)
    resource_map._resource_json_map = resource_map._template.get("Resources", {})
    resource_map.input_parameters = parameters
    resource_map.resolved_parameters = {}
    resource_map.load_mapping()
    resource_map.load_parameters()
    resource_map.load_conditions()


def resolved(stack, name):
    """A resource as moto's models take it. Generated names stay the same for as long as the resource lives."""
    raw = copy.deepcopy(stack.resource_map._resource_json_map[name])
    raw["Properties"] = clean_json(raw.get("Properties") or {}, stack.resource_map)
    named_by = resource_name_property_from_type(raw["Type"])
    given = raw["Properties"].get(named_by) if named_by else None
    if given:
        stack.names[name] = given
    else:
        stack.names.setdefault(name, generate_resource_name(raw["Type"], stack.name, name))
    if named_by:
        raw["Properties"][named_by] = stack.names[name]
    return resource_class_from_type(raw["Type"]), raw, stack.names[name]


def create(stack, name):
    model, raw, physical_name = resolved(stack, name)
    resource = model.create_from_cloudformation_json(
        physical_name, raw, stack.account_id, stack.region_name, LogicalId=name, StackId=stack.stack_id, ResourceType=raw["Type"]
    )
    if resource is None:
        raise RuntimeError(f"{physical_name} already exists")
    resource.cf_resource_type, resource.logical_resource_id = raw["Type"], name
    return resource


def update(stack, name, old):
    model, raw, physical_name = resolved(stack, name)
    if hasattr(model.update_from_cloudformation_json, "__isabstractmethod__"):
        return old  # moto has no model of this change
    resource = model.update_from_cloudformation_json(
        original_resource=old, new_resource_name=physical_name, cloudformation_json=raw,
        account_id=stack.account_id, region_name=stack.region_name,
    )
    resource.cf_resource_type, resource.logical_resource_id = raw["Type"], name
    return resource
