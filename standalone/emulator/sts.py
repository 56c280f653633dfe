"""Roles that must exist and trust who asks, sessions that end, and presigned URLs that expire.

Identity tokens are read, not verified: whoever signed them, it is what they say that counts.
"""

import base64
import binascii
import json
import re
import time
import zlib
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs

from moto.core.exceptions import ServiceException
from moto.core.utils import utcnow
from moto.iam.models import iam_backends
from moto.sts import urls
from moto.sts.models import STSBackend, sts_backends
from moto.sts.responses import TokenResponse

import settings
import trust

JSON_SERVICES = ("codebuild", "logs", "ssm", "sqs", "dynamodb", "ecs", "codedeploy", "codepipeline", "secretsmanager")
# In every secret of ours, so that a search finds any of them wherever one was written. It needs encoding in an address.
MARK = "never/written+anywhere"
EXPIRED = "The security token included in the request is expired"


# How much a session may carry in policies and tags, in bytes as packed here. AWS does not publish its own measure.
PACKED_BYTES = 1000
NAME = r"[\w+=,.@-]*"


def refused(code, message):
    """Moto answers its exceptions of this protocol with status 400, as AWS does all that are not AccessDenied."""
    kind = type(code, (ServiceException,), {"code": code})
    return kind(message)


def invalid(name, value, rule):
    return refused(
        "ValidationError",
        f"1 validation error detected: Value '{value}' at '{name}' failed to satisfy constraint: Member must {rule}",
    )


class EmulatedSts(STSBackend):
    @property
    def _url_module(self):
        return urls

    def assume_role(self, region_name, role_session_name, role_arn, policy, duration, external_id):
        seconds = settings.values["sessionSeconds"] or duration
        held = super().assume_role(region_name, role_session_name, role_arn, policy, seconds, external_id)
        held.secret_access_key = MARK + held.secret_access_key[len(MARK):]
        held.session_token = held.session_token[:100] + MARK + held.session_token[100:]
        return held


class EmulatedStsResponse(TokenResponse):
    def assume_role(self):
        self._check_words()
        role = find_role(self._get_param("RoleArn"))
        caller, held = self._caller(), session(self.get_access_key())
        identity = self._get_param("SourceIdentity") or getattr(held, "source_identity", None)
        asked = {
            "sts:AssumeRole": True,
            "sts:TagSession": bool(self._tags()),
            # Who a session is from stays with it, and every role after it must allow that too.
            "sts:SetSourceIdentity": identity is not None,
        }
        context = self._context(caller, identity)
        for action in [action for action, wanted in asked.items() if wanted]:
            if role is None or not trust.allows(
                role.assume_role_policy_document, action, trust.names_of_caller(caller, held and held.role_arn), context
            ):
                return denied(
                    f"User: {caller} is not authorized to perform: {action} on resource: {self._get_param('RoleArn')}"
                )
        self._check_duration(role, chained=held is not None)
        self._check_size(held)
        answer = super().assume_role()
        answer.result["Credentials"].source_identity = identity
        return answer

    def assume_role_with_web_identity(self):
        self._check_words()
        role, claims = find_role(self._get_param("RoleArn")), claims_of(self._get_param("WebIdentityToken"))
        account = role.account_id if role else self.current_account
        issuer = str(claims.get("iss", "")).removeprefix("https://")
        provider = next((p for p in identity_providers(account) if p.url == issuer), None)
        if provider is None:
            words = f"No OpenIDConnect provider found in your account for {claims.get('iss')}"
            raise refused("InvalidIdentityToken", words)
        now = int(time.time())
        if now >= claims.get("exp", 0):
            words = f"Token expired: current date/time {now} must be before the expiration date/time {claims.get('exp')}"
            raise refused("ExpiredTokenException", words)
        if claims.get("aud") not in provider.client_id_list:
            raise refused("InvalidIdentityToken", "Incorrect token audience")
        context = {f"{issuer}:{claim}": str(claims.get(claim)) for claim in ("aud", "sub")}
        names = {"Federated": [f"arn:aws:iam::{account}:oidc-provider/{issuer}"]}
        if role is None or not trust.allows(
            role.assume_role_policy_document, "sts:AssumeRoleWithWebIdentity", names, context
        ):
            return denied("Not authorized to perform sts:AssumeRoleWithWebIdentity")
        self._check_duration(role, chained=False)
        self._check_size(None)
        return super().assume_role_with_web_identity()

    def _caller(self):
        arn = self.backend.get_caller_identity(self.get_access_key(), self.region)[1]
        return arn.replace(":sts:", ":iam:") if ":user/" in arn else arn

    def _tags(self):
        return {tag["Key"]: tag["Value"] for tag in self._get_param("Tags") or []}

    def _context(self, caller, identity):
        tags = self._tags()
        context = {
            "sts:ExternalId": self._get_param("ExternalId"),
            "sts:RoleSessionName": self._get_param("RoleSessionName"),
            "sts:SourceIdentity": identity,
            "aws:PrincipalArn": caller,
            "aws:TagKeys": list(tags) or None,
            **{f"aws:RequestTag/{key}": value for key, value in tags.items()},
        }
        return {key: value for key, value in context.items() if value is not None}

    def _check_words(self):
        """What the API reference says of lengths and characters."""
        for name, least, most in (("RoleSessionName", 2, 64), ("SourceIdentity", 2, 64), ("ExternalId", 2, 1224)):
            value = self._get_param(name)
            field = name[0].lower() + name[1:]
            if value is not None and len(value) > most:
                raise invalid(field, value, f"have length less than or equal to {most}")
            if value is not None and len(value) < least:
                raise invalid(field, value, f"have length greater than or equal to {least}")
            if value is not None and name != "ExternalId" and not re.fullmatch(NAME, value):
                raise invalid(field, value, f"satisfy regular expression pattern: {NAME}")
        for key, value in self._tags().items():
            if len(key) > 128 or len(value) > 256:
                raise invalid("tags", f"{key}={value}", "have length less than or equal to 256")
        self._check_policy(self._get_param("Policy"))

    def _check_policy(self, policy):
        if policy is None:
            return
        if len(policy) > 2048:
            raise invalid("policy", policy, "have length less than or equal to 2048")
        try:
            sound = isinstance(json.loads(policy), dict) and "Statement" in json.loads(policy)
        except ValueError:
            sound = False
        if not sound:
            raise refused("MalformedPolicyDocument", "This policy contains invalid Json")

    def _check_size(self, held):
        """The tags that a session hands on count again, as those of EKS Pod Identity do."""
        inherited = settings.values["inheritedTagPercent"] if held is None else 0
        tags, policy = self._tags(), self._get_param("Policy") or ""
        packed = len(zlib.compress(policy.encode())) if policy else 0
        percent = inherited + (packed + sum(len(k) + len(v) for k, v in tags.items())) * 100 // PACKED_BYTES
        if percent > 100:
            what = "session policies and session tags" if policy else "session tags"
            raise refused("PackedPolicyTooLarge", f"Packed size of {what} consumes {percent}% of allotted space.")

    def _check_duration(self, role, chained):
        seconds = self._get_int_param("DurationSeconds", 3600)
        if seconds < 900:
            raise invalid("durationSeconds", seconds, "have value greater than or equal to 900")
        if chained and seconds > 3600:
            raise refused(
                "ValidationError",
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
            )
        if seconds > int(role.max_session_duration or 3600):
            raise refused(
                "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
            )


def denied(words):
    """Not raised: moto's exceptions of this protocol are always answered with 400."""
    return 403, {"status": 403, "Content-Type": "text/xml"}, query_error("AccessDenied", words)


def claims_of(token):
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError, binascii.Error):
        claims = None
    if not isinstance(claims, dict):
        words = "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
        raise refused("InvalidIdentityToken", words)
    return claims


def identity_providers(account):
    return list(iam_backends[account]["aws"].open_id_providers.values())


def find_role(arn):
    found = re.fullmatch(r"arn:(aws[\w-]*):iam::(\d{12}):role/.+", arn or "")
    if not found:
        return None
    roles = iam_backends[found.group(2)][found.group(1)].roles.values()
    return next((role for role in roles if role.arn == arn), None)


def sessions():
    return [held for _, _, backend in list(sts_backends.iter_backends()) for held in list(backend.assumed_roles)]


def session(access_key):
    return next((held for held in sessions() if held.access_key_id == access_key), None)


def expire_sessions():
    for held in sessions():
        held.expiration = utcnow() - timedelta(seconds=1)


def refusal(environ):
    """The answer (status, content type, body) to a call with a session or a presigned URL that has ended, or None."""
    query = parse_qs(environ.get("QUERY_STRING", ""))
    if "X-Amz-Expires" in query and presigned_url_ended(query):
        return 403, "application/xml", s3_error("AccessDenied", "Request has expired")
    credential = re.search(r"Credential=([^/]+)/[^/]+/[^/]+/([^/]+)/", environ.get("HTTP_AUTHORIZATION", ""))
    scope = credential.groups() if credential else tuple(query.get("X-Amz-Credential", ["///"])[0].split("/")[0:4:3])
    held = session(scope[0])
    if held is None or held.expiration > utcnow():
        return None
    return expired_token(scope[1])


def presigned_url_ended(query):
    begin = datetime.strptime(query["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    return datetime.now(timezone.utc) > begin + timedelta(seconds=int(query["X-Amz-Expires"][0]))


def expired_token(service):
    if service == "s3":
        return 400, "application/xml", s3_error("ExpiredToken", "The provided token has expired.")
    if service in JSON_SERVICES:
        return 400, "application/x-amz-json-1.1", json.dumps({"__type": "ExpiredTokenException", "message": EXPIRED})
    return 403, "text/xml", query_error("ExpiredToken", EXPIRED)


def query_error(code, message):
    error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    return f"<ErrorResponse>{error}<RequestId>emulator</RequestId></ErrorResponse>"


def s3_error(code, message):
    return f"<Error><Code>{code}</Code><Message>{message}</Message><RequestId>emulator</RequestId></Error>"


def install():
    sts_backends.backend = EmulatedSts
    urls.url_paths = {"{0}/$": EmulatedStsResponse.dispatch}
