"""Roles that must exist, sessions that end, and presigned URLs that expire."""

import json
import re
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs

from moto.core.exceptions import ServiceException
from moto.core.utils import utcnow
from moto.iam.models import iam_backends
from moto.sts import urls
from moto.sts.models import STSBackend, sts_backends
from moto.sts.responses import TokenResponse

import settings

JSON_SERVICES = ("codebuild", "logs", "ssm", "sqs", "dynamodb", "ecs", "codedeploy", "codepipeline", "secretsmanager")
# In every secret of ours, so that a search finds any of them wherever one was written. It needs encoding in an address.
MARK = "never/written+anywhere"
EXPIRED = "The security token included in the request is expired"


class ValidationError(ServiceException):
    code = "ValidationError"


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
        role = find_role(self._get_param("RoleArn"))
        if role is None or not trusts(role, self._get_param("ExternalId")):
            words = f"is not authorized to perform: sts:AssumeRole on resource: {self._get_param('RoleArn')}"
            # Not raised: moto's exceptions of this protocol are always answered with 400.
            return 403, {"status": 403, "Content-Type": "text/xml"}, query_error("AccessDenied", f"User: {self._caller()} {words}")
        self._check_duration(role)
        return super().assume_role()

    def _caller(self):
        arn = self.backend.get_caller_identity(self.get_access_key(), self.region)[1]
        return arn.replace(":sts:", ":iam:") if ":user/" in arn else arn

    def _check_duration(self, role):
        seconds = self._get_int_param("DurationSeconds", 3600)
        if seconds < 900:
            raise ValidationError(
                f"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint:"
                " Member must have value greater than or equal to 900"
            )
        if session(self.get_access_key()) and seconds > 3600:
            raise ValidationError(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
            )
        if seconds > int(role.max_session_duration or 3600):
            raise ValidationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")


def find_role(arn):
    found = re.fullmatch(r"arn:(aws[\w-]*):iam::(\d{12}):role/.+", arn or "")
    if not found:
        return None
    roles = iam_backends[found.group(2)][found.group(1)].roles.values()
    return next((role for role in roles if role.arn == arn), None)


def trusts(role, external_id):
    """An external id that the trust policy asks for must be given; nothing else of the policy is looked at."""
    wanted = re.findall(r'"sts:ExternalId"\s*:\s*"([^"]*)"', str(role.assume_role_policy_document))
    return not wanted or external_id in wanted


def session(access_key):
    sessions = (
        held
        for _, _, backend in list(sts_backends.iter_backends())
        for held in list(backend.assumed_roles)
    )
    return next((held for held in sessions if held.access_key_id == access_key), None)


def expire_sessions():
    for _, _, backend in list(sts_backends.iter_backends()):
        for held in backend.assumed_roles:
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
