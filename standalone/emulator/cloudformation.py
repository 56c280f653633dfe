"""CloudFormation with change sets that tell what they would do, and executions that take their time."""

import re
from urllib.parse import parse_qs, urlparse

from moto.cloudformation import models, urls
from moto.cloudformation.exceptions import CloudFormationError, ValidationError
from moto.cloudformation.models import CloudFormationBackend, Stack, cloudformation_backends
from moto.cloudformation.parsing import get_model_map
from moto.cloudformation.responses import CloudFormationResponse
from moto.cloudformation.utils import generate_changeset_id, generate_stack_id
from moto.core.responses import ActionResult, EmptyResult
from moto.s3.models import s3_backends

import changes
import settings
from execution import Execution

NAME = r"[a-zA-Z][-a-zA-Z0-9]*"
NAMED_BY = {
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::Policy": None,
    "AWS::IAM::AccessKey": None,
}
NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."


def refuse(message):
    return ValidationError(message=message)


class EmulatedChangeSet:
    def __init__(self, stack, name, change_set_id, request):
        self.stack, self.name, self.id, self.request = stack, name, change_set_id, request
        self.created = settings.now()
        self.seconds = settings.values["changeSetSeconds"]
        self.execution_status = None  # until it is executed
        self.executed_with = None

    def status(self):
        age = settings.now() - self.created
        if age < self.seconds:
            return "CREATE_PENDING" if age < self.seconds / 3 else "CREATE_IN_PROGRESS"
        return "CREATE_COMPLETE" if self.has_changes else "FAILED"

    def shown_execution_status(self):
        available = "AVAILABLE" if self.status() == "CREATE_COMPLETE" else "UNAVAILABLE"
        return self.execution_status or available

    def summary(self):
        return {
            "StackId": self.stack.stack_id,
            "StackName": self.stack.name,
            "ChangeSetId": self.id,
            "ChangeSetName": self.name,
            "Description": self.request.get("Description"),
            "CreationTime": settings.moment(self.created),
            "Status": self.status(),
            "StatusReason": NO_CHANGES if self.status() == "FAILED" else None,
            "ExecutionStatus": self.shown_execution_status(),
            "IncludeNestedStacks": False,
        }

    def describe(self, with_values):
        ready = self.status() == "CREATE_COMPLETE"
        return {
            **self.summary(),
            "Parameters": shown_parameters(self.template_dict, self.parameters),
            "NotificationARNs": self.request.get("NotificationARNs") or [],
            "RollbackConfiguration": {},
            "Capabilities": self.capabilities,
            "Tags": [{"Key": key, "Value": value} for key, value in self.tags.items()],
            "OnStackFailure": self.request.get("OnStackFailure"),
            "Changes": [
                {"Type": "Resource", "ResourceChange": change if with_values else without_values(change)}
                for change in (self.changes if ready else ())
            ],
        }


def without_values(change):
    shown = {key: value for key, value in change.items() if key not in ("BeforeContext", "AfterContext")}
    hidden = ("BeforeValue", "AfterValue", "Path", "AttributeChangeType")
    shown["Details"] = [
        {**detail, "Target": {k: v for k, v in detail["Target"].items() if k not in hidden}} for detail in change["Details"]
    ]
    return shown


def shown_parameters(template, given):
    shown = []
    for name, declared in (template.get("Parameters") or {}).items():
        value = "****" if str(declared.get("NoEcho")).lower() == "true" else given.get(name, declared.get("Default"))
        shown.append({"ParameterKey": name, "ParameterValue": str(value)})
    return shown


class EmulatedCloudFormation(CloudFormationBackend):
    @property
    def _url_module(self):
        return urls

    def advance(self, now):
        for stack in list(self.stacks.values()):
            execution = getattr(stack, "execution", None)
            if execution and not execution.ended:
                execution.advance(now)
                if execution.ended:
                    self._after(stack)

    def _after(self, stack):
        for export in stack.exports:
            self.exports[export.name] = export
        if stack.status == "ROLLBACK_COMPLETE" and stack.execution.on_failure == "DELETE":
            self.delete_stack(stack.stack_id)

    def find_stack(self, name):
        return next((s for s in self.stacks.values() if name in (s.name, s.stack_id)), None)

    def find_change_set(self, name, stack_name):
        for found in self.change_sets.values():
            if found.id == name or (found.name == name and stack_name in (found.stack.name, found.stack.stack_id)):
                return found
        raise CloudFormationError("ChangeSetNotFound", f"ChangeSet [{name}] does not exist")

    def plan(self, request):
        """Creates a change set, or finds the one that the same client token created before."""
        check_names(request)
        stack = self.find_stack(request["StackName"])
        mine = [c for c in self.change_sets.values() if c.stack is stack] if stack else []
        token = request.get("ClientToken")
        earlier = [c for c in mine if token and c.request.get("ClientToken") == token]
        if earlier:
            return earlier[0]
        if any(c.name == request["ChangeSetName"] for c in mine):
            raise CloudFormationError("AlreadyExistsException", f"ChangeSet {request['ChangeSetName']} already exists")
        check_type(request, stack)
        text, template = self._template(request, stack)
        parameters = choose_parameters(request, template, stack)
        capabilities = check_capabilities(template, request.get("Capabilities") or [])
        stack = stack or self._review(request)
        comparison = changes.Comparison(stack, template, parameters, self.exports)
        plan = EmulatedChangeSet(
            stack, request["ChangeSetName"],
            generate_changeset_id(request["ChangeSetName"], self.region_name, self.account_id), request,
        )
        plan.template, plan.template_dict, plan.parameters = text, template, parameters
        plan.capabilities, plan.role_arn, plan.changes = capabilities, request.get("RoleARN"), comparison.changes
        plan.tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags") or []}
        plan.has_changes = bool(plan.changes) or self._differs_otherwise(stack, comparison, plan)
        self.change_sets[plan.id] = plan
        return plan

    def _differs_otherwise(self, stack, comparison, plan):
        old, new = stack.template_dict.get("Outputs") or {}, plan.template_dict.get("Outputs") or {}
        return not changes.same(old, new) or stack.tags != plan.tags

    def _template(self, request, stack):
        given = [key for key in ("TemplateBody", "TemplateURL", "UsePreviousTemplate") if request.get(key)]
        if not given:
            raise refuse("Either Template URL or Template Body must be specified.")
        if len(given) > 1:
            raise refuse("You cannot specify both usePreviousTemplate and Template Body/Template URL.")
        if given[0] == "UsePreviousTemplate":
            return stack.template, stack.template_dict
        text = request.get("TemplateBody") or self._download(request["TemplateURL"])
        if len(text.encode()) > (51200 if given[0] == "TemplateBody" else 1024 * 1024):
            raise refuse(
                "1 validation error detected: Value at 'templateBody' failed to satisfy constraint:"
                " Member must have length less than or equal to 51200"
            )
        return text, parse_template(text)

    def _download(self, url):
        parts = urlparse(url)
        path_style = parts.hostname in ("127.0.0.1", "localhost") or parts.hostname.startswith("s3")
        bucket, key = parts.path.lstrip("/").split("/", 1) if path_style else (parts.hostname.split(".")[0], parts.path[1:])
        version = parse_qs(parts.query).get("versionId", [None])[0]
        try:
            found = s3_backends[self.account_id][self.partition].get_object(bucket, key, version_id=version)
        except Exception:
            raise refuse("S3 error: The specified bucket does not exist")
        if found is None:
            raise refuse("S3 error: The specified key does not exist.")
        return found.value.decode()

    def _review(self, request):
        name = request["StackName"]
        stack = Stack(
            generate_stack_id(name, self.region_name, self.account_id), name, {}, {}, self.account_id, self.region_name,
            request.get("NotificationARNs"), {}, request.get("RoleARN"), cross_stack_resources=self.exports,
        )
        stack.status = "REVIEW_IN_PROGRESS"
        stack._add_stack_event("REVIEW_IN_PROGRESS", "User Initiated")
        self.stacks[stack.stack_id] = stack
        return stack

    def execute(self, plan, token, disable_rollback):
        stack = prepared(plan.stack)
        if token and plan.executed_with == token and plan.execution_status == "EXECUTE_IN_PROGRESS":
            return  # the same request again
        if token and token in stack.tokens:
            raise CloudFormationError("TokenAlreadyExistsException", f"A stack operation with token {token} already exists")
        if plan.status() != "CREATE_COMPLETE":
            state = f"status of [{plan.status()}]"
        elif plan.shown_execution_status() != "AVAILABLE":
            state = f"execution status of [{plan.shown_execution_status()}]"
        else:
            state = None
        if state:
            raise CloudFormationError("InvalidChangeSetStatus", f"ChangeSet [{plan.id}] cannot be executed in its current {state}")
        check_idle(stack)
        plan.execution_status, plan.executed_with = "EXECUTE_IN_PROGRESS", token
        stack.tokens.append(token)
        stack.change_set_id = plan.id
        on_failure = "DO_NOTHING" if disable_rollback else plan.request.get("OnStackFailure") or "ROLLBACK"
        seconds = float(plan.tags.get("emulator:seconds", settings.values["executeSeconds"]))
        stack.execution = Execution(stack, plan, token, on_failure, seconds)
        for other in [c for c in self.change_sets.values() if c.stack is stack and c is not plan]:
            del self.change_sets[other.id]

    def delete_stack(self, name):
        stack = self.find_stack(name)
        if stack is None:
            return
        prepared(stack).execution = None
        super().delete_stack(stack.stack_id)
        for mine in [c for c in self.change_sets.values() if c.stack is stack]:
            del self.change_sets[mine.id]


def check_names(request):
    for field, label, pattern in (
        ("StackName", "stackName", rf"{NAME}|arn:[-a-zA-Z0-9:/._+]*"),
        ("ChangeSetName", "changeSetName", NAME),
    ):
        value = request.get(field) or ""
        problem = f"1 validation error detected: Value '{value}' at '{label}' failed to satisfy constraint: Member must"
        if not re.fullmatch(pattern, value):
            raise refuse(f"{problem} satisfy regular expression pattern: {pattern}")
        if len(value) > 128 and not value.startswith("arn:"):
            raise refuse(f"{problem} have length less than or equal to 128")


def check_type(request, stack):
    creates, name = request.get("ChangeSetType", "UPDATE") == "CREATE", request["StackName"]
    if not creates and stack is None:
        raise refuse(f"Stack [{name}] does not exist")
    if creates and stack is not None and stack.status != "REVIEW_IN_PROGRESS":
        raise refuse(
            f"Stack [{name}] already exists and cannot be created again with the changeSet [{request['ChangeSetName']}]."
        )
    if not creates:
        if stack.status in ("REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE"):
            raise refuse(f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated.")
        check_idle(stack)


def check_idle(stack):
    if stack.status.endswith("_IN_PROGRESS") and stack.status != "REVIEW_IN_PROGRESS":
        raise refuse(f"Stack:{stack.stack_id} is in {stack.status} state and can not be updated.")


def parse_template(text):
    try:
        template = Stack.parse_template(text)
    except Exception as e:
        # moto tries JSON after YAML; where the YAML was wrong is what the reader needs.
        mark = getattr(e, "problem_mark", None) or getattr(e.__context__, "problem_mark", None)
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise refuse(f"Template format error: YAML not well-formed.{where}")
    if not isinstance(template, dict):
        raise refuse("Template format error: unsupported structure.")
    resources = template.get("Resources")
    if not resources:
        raise refuse("Template format error: At least one Resources member must be defined.")
    unknown = sorted({str(r.get("Type")) for r in resources.values()} - set(get_model_map()))
    if unknown:
        raise refuse(f"Template format error: Unrecognized resource types: [{', '.join(unknown)}]")
    known = set(resources) | set(template.get("Parameters") or {})
    for block in ("Resources", "Outputs"):
        names = {name for name, _ in changes.references(template.get(block))}
        missing = sorted(name for name in names if name not in known and not name.startswith("AWS::"))
        if missing:
            raise refuse(
                f"Template format error: Unresolved resource dependencies [{', '.join(missing)}]"
                f" in the {block} block of the template"
            )
    return template


def choose_parameters(request, template, stack):
    declared, chosen = template.get("Parameters") or {}, {}
    given = request.get("Parameters") or []
    unknown = [p["ParameterKey"] for p in given if p["ParameterKey"] not in declared]
    if unknown:
        raise refuse(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    for parameter in given:
        key = parameter["ParameterKey"]
        if str(parameter.get("UsePreviousValue")).lower() == "true":
            if stack is None or key not in stack.resource_map.resolved_parameters:
                raise refuse(f"Invalid input for parameter key {key}. Cannot specify usePreviousValue as true"
                             " for a parameter key not in the previous template")
            chosen[key] = changes.text(stack.resource_map.input_parameters.get(key, stack.resource_map.resolved_parameters[key]))
        else:
            chosen[key] = parameter.get("ParameterValue", "")
    missing = [key for key, slot in declared.items() if key not in chosen and "Default" not in slot]
    if missing:
        raise refuse(f"Parameters: [{', '.join(missing)}] must have values")
    for key, value in chosen.items():
        check_value(key, value, declared[key])
    return chosen


def check_value(key, value, slot):
    allowed = [changes.text(a) for a in slot.get("AllowedValues") or []]
    if allowed and value not in allowed:
        raise refuse(f"Parameter '{key}' must be one of AllowedValues")
    if slot.get("AllowedPattern") and not re.fullmatch(slot["AllowedPattern"], value):
        raise refuse(f"Parameter '{key}' must match pattern {slot['AllowedPattern']}")
    if slot.get("Type") == "Number" and not re.fullmatch(r"-?\d+(\.\d+)?", value):
        raise refuse(f"Parameter '{key}' must be a number.")


def check_capabilities(template, given):
    resources = [r for r in template["Resources"].values() if r["Type"] in NAMED_BY]
    named = any(NAMED_BY[r["Type"]] in (r.get("Properties") or {}) for r in resources)
    needed = "CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM"
    if resources and needed not in given and "CAPABILITY_NAMED_IAM" not in given:
        raise CloudFormationError("InsufficientCapabilitiesException", f"Requires capabilities : [{needed}]")
    return given


def prepared(stack):
    """Gives stacks that moto made itself what ours have."""
    for name, value in (("execution", None), ("change_set_id", None), ("last_updated", None), ("status_reason", None)):
        stack.__dict__.setdefault(name, value)
    for name in ("tokens", "capabilities"):
        stack.__dict__.setdefault(name, [])
    stack.__dict__.setdefault("names", {})
    stack.__dict__.setdefault("shown_outputs", None)
    return stack


def describe(stack):
    prepared(stack)
    outputs = stack.shown_outputs
    if outputs is None:
        outputs = stack.outputs if stack.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE") else []
    return {
        "StackId": stack.stack_id,
        "StackName": stack.name,
        "ChangeSetId": stack.change_set_id,
        "Description": stack.description,
        "Parameters": shown_parameters(stack.template_dict, stack.parameters),
        "CreationTime": stack.creation_time,
        "LastUpdatedTime": settings.moment(stack.last_updated) if stack.last_updated else None,
        "StackStatus": stack.status,
        "StackStatusReason": stack.status_reason,
        "DisableRollback": False,
        "NotificationARNs": stack.notification_arns,
        "Capabilities": stack.capabilities,
        "Outputs": outputs,
        "RoleARN": stack.role_arn,
        "Tags": [{"Key": key, "Value": value} for key, value in stack.tags.items()],
        "EnableTerminationProtection": stack.enable_termination_protection,
        "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
    }


class EmulatedCloudFormationResponse(CloudFormationResponse):
    # Ours answers with what AWS's shapes say, so moto's translations of these fields must not be applied.
    RESPONSE_KEY_PATH_TO_TRANSFORMER = {
        path: transform
        for path, transform in CloudFormationResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER.items()
        if not path.startswith(("DescribeChangeSetOutput", "DescribeStacksOutput"))
    }

    def call_action(self):
        with settings.lock:
            return super().call_action()

    def _find_change_set(self):
        name, stack_name = self._get_param("ChangeSetName"), self._get_param("StackName")
        if stack_name and not name.startswith("arn:") and not self.cloudformation_backend.find_stack(stack_name):
            raise refuse(f"Stack [{stack_name}] does not exist")
        return self.cloudformation_backend.find_change_set(name, stack_name)

    def _existing_stack(self, words="Stack [{}] does not exist"):
        name = self._get_param("StackName")
        try:
            return self.cloudformation_backend.get_stack(name)
        except ValidationError:
            raise refuse(words.format(name))

    def create_change_set(self):
        plan = self.cloudformation_backend.plan(dict(self.params))
        return ActionResult({"Id": plan.id, "StackId": plan.stack.stack_id})

    def describe_change_set(self):
        return ActionResult(self._find_change_set().describe(self._get_bool_param("IncludePropertyValues", False)))

    def list_change_sets(self):
        stack = self._existing_stack()
        mine = [c for c in self.cloudformation_backend.change_sets.values() if c.stack is stack]
        return ActionResult({"Summaries": [c.summary() for c in mine]})

    def delete_change_set(self):
        try:
            found = self._find_change_set()
        except CloudFormationError as e:
            if e.code == "ChangeSetNotFound":
                return EmptyResult()  # AWS deletes what is not there without a word
            raise
        if found.execution_status == "EXECUTE_IN_PROGRESS":
            raise CloudFormationError(
                "InvalidChangeSetStatus", f"ChangeSet [{found.id}] cannot be deleted in its current execution status"
            )
        self.cloudformation_backend.change_sets.pop(found.id)
        return EmptyResult()

    def execute_change_set(self):
        plan = self._find_change_set()
        disable_rollback = self._get_bool_param("DisableRollback", False)
        self.cloudformation_backend.execute(plan, self._get_param("ClientRequestToken"), disable_rollback)
        return EmptyResult()

    def cancel_update_stack(self):
        stack = self._existing_stack("Stack [{}] does not exist")
        if stack.status != "UPDATE_IN_PROGRESS":
            raise refuse("CancelUpdateStack cannot be called from current stack status")
        stack.execution.token = self._get_param("ClientRequestToken") or stack.execution.token
        stack.execution.cancelled = True
        stack.execution.advance(settings.now())
        return EmptyResult()

    def describe_stacks(self):
        if self._get_param("StackName"):
            stack = self._existing_stack("Stack with id {} does not exist")
            return ActionResult({"Stacks": [describe(stack)]})
        return ActionResult({"Stacks": [describe(s) for s in self.cloudformation_backend.stacks.values()]})

    def describe_stack_events(self):
        events = self._existing_stack().events[::-1]
        start, size = int(self._get_param("NextToken") or 0), settings.values["eventPageSize"]
        more = str(start + size) if start + size < len(events) else None
        return ActionResult({"StackEvents": events[start:start + size], "NextToken": more})

    def describe_stack_resources(self):
        stack = self._existing_stack("Stack with id {} does not exist")
        last = {}
        for event in stack.events:
            current = stack.resource_map._parsed_resources.get(event.logical_resource_id)
            # After a replacement, the last events are those of the resource that was replaced.
            if getattr(current, "physical_resource_id", None) == event.physical_resource_id:
                last[event.logical_resource_id] = event
        shown = [
            {
                "StackId": stack.stack_id,
                "StackName": stack.name,
                "LogicalResourceId": name,
                "PhysicalResourceId": getattr(resource, "physical_resource_id", ""),
                "ResourceType": getattr(resource, "cf_resource_type", ""),
                "Timestamp": last[name].timestamp if name in last else stack.creation_time,
                "ResourceStatus": last[name].resource_status if name in last else "CREATE_COMPLETE",
            }
            for name, resource in stack.resource_map._parsed_resources.items()
            if hasattr(resource, "cf_resource_type")
        ]
        return ActionResult({"StackResources": shown})


def install():
    models.utcnow = settings.utcnow
    cloudformation_backends.backend = EmulatedCloudFormation
    urls.url_paths = {**urls.url_paths, "{0}/$": EmulatedCloudFormationResponse.dispatch}


def advance(now):
    for _, _, backend in list(cloudformation_backends.iter_backends()):
        backend.advance(now)
