"""A role's trust policy: who may do what to it, decided as AWS does.

What the caller's own policies say is not looked at: the emulator's identities may do anything.
"""

import fnmatch
import json


def allows(policy, action, names, context):
    """
    names: what the caller is called, by kind of principal: {"AWS": [...]}, {"Federated": [...]}
    context: the condition keys of this request; lists for keys with several values
    """
    document = json.loads(policy) if isinstance(policy, str) else policy
    lowered = {key.lower(): value for key, value in context.items()}
    said = [
        statement["Effect"]
        for statement in many(document.get("Statement"))
        if any(fnmatch.fnmatchcase(action.lower(), wanted.lower()) for wanted in many(statement.get("Action")))
        and is_meant(statement.get("Principal"), names)
        and all(holds(*condition, lowered) for condition in conditions(statement))
    ]
    return "Allow" in said and "Deny" not in said


def many(thing):
    if thing is None:
        return []
    return thing if isinstance(thing, list) else [thing]


def is_meant(principal, names):
    if principal == "*":
        return True
    wanted = principal or {}
    return any(
        name == one or (kind == "AWS" and one == "*")
        for kind, called in names.items()
        for one in many(wanted.get(kind))
        for name in called
    )


def names_of_caller(arn, role_arn):
    """A user, or a session of this role: what trusts the role or the account trusts the session."""
    account = arn.split(":")[4]
    names = [arn, account, f"arn:aws:iam::{account}:root"]
    return {"AWS": names + ([role_arn] if role_arn else [])}


def conditions(statement):
    for operator, keys in (statement.get("Condition") or {}).items():
        for key, wanted in keys.items():
            yield operator, key, [str(one) for one in many(wanted)]


def holds(operator, key, wanted, context):
    over, _, name = operator.rpartition(":")
    optional = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    given = context.get(key.lower())
    if name == "Null":
        return (given is None) == (wanted[0].lower() == "true")
    negated = "Not" in name
    if given is None:
        return optional or negated or over == "ForAllValues"
    matches = {
        "StringEquals": lambda value, one: value == one,
        "StringEqualsIgnoreCase": lambda value, one: value.lower() == one.lower(),
        "StringLike": fnmatch.fnmatchcase,
        "ArnEquals": fnmatch.fnmatchcase,
        "ArnLike": fnmatch.fnmatchcase,
    }[name.replace("Not", "")]
    found = [any(matches(value, one) for one in wanted) != negated for value in many(given)]
    return all(found) if over == "ForAllValues" else any(found)
