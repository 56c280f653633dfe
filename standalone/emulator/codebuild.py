"""CodeBuild whose builds take time: every answer is computed from what was asked and from the clock.

How a build behaves is said by its environment variables, the project's or those of StartBuild: EMULATOR_SECONDS,
EMULATOR_RESULT (SUCCEEDED, FAILED, FAULT, TIMED_OUT), EMULATOR_LINES (how many lines its BUILD phase logs) or
EMULATOR_LOG (the lines themselves), EMULATOR_EXPORT_x (exports x), EMULATOR_S3_LOG (of "plain": not packed; "live":
the object is replaced by a longer one as the build goes on). What it leaves behind: outputs.py.

A batch's graph is said by EMULATOR_BATCH: "setup linux<setup test!FAILED<setup,linux": three builds, the last of which
fails and waits for the other two; a "?" at the end of a build's name lets the batch succeed without it.
"""

import gzip
import hashlib
import json
import re
import uuid

from moto.codebuild import urls
from moto.codebuild.exceptions import InvalidInputException, ResourceNotFoundException
from moto.codebuild.models import CodeBuildBackend, codebuild_backends
from moto.codebuild.responses import CodeBuildResponse
from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult
from moto.logs.models import logs_backends
from moto.s3.models import s3_backends

import outputs
import settings

PHASES = [  # what share of the build's time each takes
    ("SUBMITTED", 0.0),
    ("QUEUED", 0.05),
    ("PROVISIONING", 0.15),
    ("DOWNLOAD_SOURCE", 0.1),
    ("INSTALL", 0.1),
    ("PRE_BUILD", 0.1),
    ("BUILD", 0.3),
    ("POST_BUILD", 0.1),
    ("UPLOAD_ARTIFACTS", 0.05),
    ("FINALIZING", 0.05),
]
COMMANDS = ("INSTALL", "PRE_BUILD", "BUILD", "POST_BUILD")
# result: the phase that ends with it, the phases that are left out after it, and what is said about it
ENDINGS = {
    "FAILED": (
        "BUILD",
        (),
        "COMMAND_EXECUTION_ERROR",
        "Error while executing command: npm test. Reason: exit status 1",
    ),
    "TIMED_OUT": (
        "BUILD",
        ("POST_BUILD", "UPLOAD_ARTIFACTS"),
        "BUILD_TIMED_OUT",
        "Build has timed out.",
    ),
    "FAULT": (
        "PROVISIONING",
        tuple(name for name, _ in PHASES[3:]),
        "CLIENT_ERROR",
        "An internal error has occurred.",
    ),
}
TOKEN_SECONDS = 300
STOP_SECONDS = 1.0


class Build:
    """What was asked for; what has become of it follows from the clock."""

    settled = False  # whether it has ended and left all that it leaves

    def __init__(self, backend, project, request, number):
        self.account, self.region = backend.account_id, backend.region_name
        self.project, self.request, self.number = project, request, number
        self.name = project["name"]
        self.id = f"{self.name}:{uuid.uuid4()}"
        self.started = settings.now()
        self.stopped = None
        self.written = 0
        self.stored = None
        self.variables = self._variables()
        self.seconds = float(self.setting("SECONDS", settings.values["buildSeconds"]))
        self.result = self.setting("RESULT", "SUCCEEDED")

    def _variables(self):
        merged = {v["name"]: v for v in self.project["environment"].get("environmentVariables") or []}
        merged.update({v["name"]: v for v in self.request.get("environmentVariablesOverride") or []})
        return [{"type": "PLAINTEXT", **variable} for variable in merged.values()]

    def setting(self, name, default):
        found = [v["value"] for v in self.variables if v["name"] == f"EMULATOR_{name}"]
        return found[0] if found else default

    def phases(self):
        """All phases of this build as (name, begin, end, status, code, message), as far as it will get."""
        breaks_at, left_out, code, words = ENDINGS.get(self.result, (None, (), "", ""))
        at, phases = self.started, []
        for name, share in PHASES:
            if name in left_out:
                continue
            end = at + share * self.seconds
            broken = name == breaks_at
            phases.append((name, at, end, self.result if broken else "SUCCEEDED", code if broken else "", words if broken else ""))
            at = end
        return self._cut(phases)

    def _cut(self, phases):
        ends = (self.stopped or 0) + STOP_SECONDS
        if self.stopped is None or ends >= phases[-1][2]:
            return phases
        kept = [phase for phase in phases if phase[1] < ends]
        name, begin = kept[-1][:2]
        return kept[:-1] + [(name, begin, ends, "STOPPED", "", "")]

    def complete(self, now):
        return now >= self.phases()[-1][2]

    def status(self, now):
        if not self.complete(now):
            return "IN_PROGRESS"
        return next((p[3] for p in self.phases() if p[3] != "SUCCEEDED"), "SUCCEEDED")

    def describe(self, now):
        outputs.store(self, now)
        primary, secondary = outputs.shown(self)
        environment = {**self.project["environment"], "environmentVariables": self.variables}
        for override, field in (("imageOverride", "image"), ("computeTypeOverride", "computeType")):
            if self.request.get(override):
                environment[field] = self.request[override]
        phases = self._shown_phases(now)
        complete = self.complete(now)
        shown = {
            "id": self.id,
            "arn": f"arn:aws:codebuild:{self.region}:{self.account}:build/{self.id}",
            "buildNumber": self.number,
            "projectName": self.name,
            "startTime": settings.moment(self.started),
            "currentPhase": phases[-1]["phaseType"],
            "buildStatus": self.status(now),
            "buildComplete": complete,
            "phases": phases,
            "source": self.source(),
            "artifacts": primary,
            "secondaryArtifacts": secondary,
            "reportArns": list(outputs.reports(self, now)),
            "environment": environment,
            "serviceRole": self.project["serviceRole"],
            "logs": self._logs(now),
            "timeoutInMinutes": self.project.get("timeoutInMinutes") or 60,
            "queuedTimeoutInMinutes": self.project.get("queuedTimeoutInMinutes") or 480,
            "encryptionKey": self.project["encryptionKey"],
            "cache": {"type": "NO_CACHE"},
            "initiator": "emulator",
            "exportedEnvironmentVariables": self._exported(now),
        }
        version = self.request.get("sourceVersion") or self.project.get("sourceVersion")
        if version:
            shown["sourceVersion"] = version
        if version and self.source()["type"] not in ("S3", "NO_SOURCE"):
            shown["resolvedSourceVersion"] = commit_of(version)
        if complete:
            shown["endTime"] = settings.moment(self.phases()[-1][2])
        return shown

    def _shown_phases(self, now):
        shown = []
        for name, begin, end, status, code, words in self.phases():
            if begin > now:
                break
            phase = {"phaseType": name, "startTime": settings.moment(begin)}
            if end <= now:
                phase.update(phaseStatus=status, endTime=settings.moment(end), durationInSeconds=int(end - begin))
                phase["contexts"] = [{"statusCode": code, "message": words}]
            shown.append(phase)
        if self.complete(now):
            shown.append({"phaseType": "COMPLETED", "startTime": settings.moment(self.phases()[-1][2])})
        return shown

    def source(self):
        source = dict(self.project["source"])
        for override, field in (
            ("sourceTypeOverride", "type"),
            ("sourceLocationOverride", "location"),
            ("buildspecOverride", "buildspec"),
        ):
            if self.request.get(override):
                source[field] = self.request[override]
        return source

    def _exported(self, now):
        ends = [end for name, _, end, *_ in self.phases() if name == "POST_BUILD"]
        if not ends or now < ends[0]:
            return []
        prefix = "EMULATOR_EXPORT_"
        return [
            {"name": v["name"][len(prefix):], "value": v["value"]}
            for v in self.variables
            if v["name"].startswith(prefix)
        ]

    def log_group(self):
        wanted = (self.project.get("logsConfig") or {}).get("cloudWatchLogs") or {}
        if wanted.get("status") == "DISABLED":
            return None
        return wanted.get("groupName") or f"/aws/codebuild/{self.name}"

    def log_object(self):
        wanted = (self.project.get("logsConfig") or {}).get("s3Logs") or {}
        if wanted.get("status") != "ENABLED":
            return None
        return f"{wanted['location']}/{self.log_stream()}{'' if self.logs_to_s3('plain') else '.gz'}"

    def logs_to_s3(self, way):
        return way in self.setting("S3_LOG", "").split()

    def log_stream(self):
        return self.id.split(":")[1]

    def provisioned(self, now):
        return any(name == "PROVISIONING" and begin <= now for name, begin, *_ in self.phases())

    def _logs(self, now):
        group = self.log_group()
        if group is None:
            place = self.log_object()
            return {
                "cloudWatchLogs": {"status": "DISABLED"},
                **({"s3LogsArn": f"arn:aws:s3:::{place}"} if place else {}),
            }
        if not self.provisioned(now):
            return {"cloudWatchLogs": {"status": "ENABLED"}}
        stream = self.log_stream()
        console = f"https://{self.region}.console.aws.amazon.com/cloudwatch/home?region={self.region}"
        return {
            "groupName": group,
            "streamName": stream,
            "deepLink": f"{console}#logsV2:log-groups/log-group/{group.replace('/', '$252F')}/log-events/{stream}",
            "cloudWatchLogsArn": f"arn:aws:logs:{self.region}:{self.account}:log-group:{group}:log-stream:{stream}",
            "cloudWatchLogs": {"status": "ENABLED"},
        }

    def log(self):
        """Every line of this build's log as (time, message); the last two arrive late."""
        lines = []
        for name, begin, end, status, code, words in self.phases():
            if name == "DOWNLOAD_SOURCE":
                lines.append((begin, "Running on CodeBuild On-demand"))
            if name in COMMANDS:
                lines.append((begin, f"Entering phase {name}"))
            if name == "BUILD":
                lines += self._build_lines(begin, end)
            if name in COMMANDS + ("DOWNLOAD_SOURCE", "UPLOAD_ARTIFACTS"):
                lines.append((end, f"Phase complete: {name} State: {status}"))
                lines.append((end, f"Phase context status code: {code} Message: {words}"))
        return lines

    def _build_lines(self, begin, end):
        count = int(self.setting("LINES", 12))
        said = self.setting("LOG", None)
        words = said.split("\n") if said else [f"line {n + 1} of {count}" for n in range(count)]
        return [(begin + (end - begin) * n / len(words), line) for n, line in enumerate(words)]

    def arrived(self, now):
        lines, last = self.log(), self.phases()[-1][2]
        late = len(lines) - 2
        return [
            (at, message)
            for n, (at, message) in enumerate(lines)
            if (last + settings.values["logDelay"] if n >= late else at) <= now
        ]


def commit_of(version):
    return version if re.fullmatch("[0-9a-f]{40}", version) else hashlib.sha1(version.encode()).hexdigest()


class Batch:
    """A graph of builds; each begins once those it depends on have ended well."""

    def __init__(self, backend, project, request, number):
        self.backend, self.project, self.request, self.number = backend, project, request, number
        self.name = project["name"]
        self.id = f"{self.name}:{uuid.uuid4()}"
        self.started = settings.now()
        self.stopped = None
        self.variables = {v["name"]: v for v in project["environment"].get("environmentVariables") or []}
        self.variables.update({v["name"]: v for v in request.get("environmentVariablesOverride") or []})
        asked = self.variables.get("EMULATOR_BATCH", {"value": "build"})["value"]
        self.groups = [self._group(text) for text in asked.split()]

    def _group(self, text):
        head, _, after = text.partition("<")
        head, _, result = head.partition("!")
        depends = after.split(",") if after else []
        return {"name": head.rstrip("?"), "optional": head.endswith("?"), "result": result, "depends": depends, "build": None}

    def advance(self, now):
        ends = {g["name"]: g["build"].status(now) for g in self.groups if g["build"] and g["build"].complete(now)}
        for group in self.groups:
            ready = all(ends.get(name) == "SUCCEEDED" for name in group["depends"])
            if group["build"] is None and ready and self.stopped is None:
                group["build"] = self._begin(group)

    def _begin(self, group):
        variables = [v for v in self.variables.values() if v["name"] not in ("EMULATOR_BATCH", "AWS_RELEASE_STAGES_TOKEN")]
        if group["result"]:
            variables.append({"name": "EMULATOR_RESULT", "value": group["result"]})
        build = Build(self.backend, self.project, {"environmentVariablesOverride": variables}, self.number)
        self.backend.builds[build.id] = build
        return build

    def complete(self, now):
        begun = [g["build"] for g in self.groups if g["build"]]
        if not all(build.complete(now) for build in begun):
            return False
        self.advance(now)
        return all(g["build"] is None or g["build"].complete(now) for g in self.groups)

    def status(self, now):
        if not self.complete(now):
            return "IN_PROGRESS"
        if self.stopped is not None:
            return "STOPPED"
        ended = [g for g in self.groups if not g["optional"]]
        well = all(g["build"] and g["build"].status(now) == "SUCCEEDED" for g in ended)
        return "SUCCEEDED" if well else "FAILED"

    def describe(self, now):
        self.advance(now)
        complete = self.complete(now)
        return {
            "id": self.id,
            "arn": f"arn:aws:codebuild:{self.backend.region_name}:{self.backend.account_id}:build-batch/{self.id}",
            "buildBatchNumber": self.number,
            "projectName": self.name,
            "startTime": settings.moment(self.started),
            "buildBatchStatus": self.status(now),
            "complete": complete,
            "currentPhase": self.status(now),
            "environment": {**self.project["environment"], "environmentVariables": list(self.variables.values())},
            "phases": self._phases(now),
            "buildGroups": [self._shown(group, now) for group in self.groups],
        }

    def _phases(self, now):
        begin = settings.moment(self.started)
        shown = [
            {"phaseType": name, "phaseStatus": "SUCCEEDED", "startTime": begin, "endTime": begin, "durationInSeconds": 0}
            for name in ("SUBMITTED", "DOWNLOAD_BATCHSPEC")
        ]
        return shown + [{"phaseType": "IN_PROGRESS", "startTime": begin}]

    def _shown(self, group, now):
        shown = {"identifier": group["name"], "dependsOn": group["depends"], "ignoreFailure": group["optional"]}
        build = group["build"]
        if build:
            shown["currentBuildSummary"] = {
                "arn": f"arn:aws:codebuild:{build.region}:{build.account}:build/{build.id}",
                "requestedOn": settings.moment(build.started),
                "buildStatus": build.status(now),
            }
        return shown


class EmulatedCodeBuild(CodeBuildBackend):
    def __init__(self, region_name, account_id):
        super().__init__(region_name, account_id)
        self.builds = {}
        self.tokens = {}

    @property
    def _url_module(self):
        return urls

    def start(self, request):
        project = self.codebuild_projects.get(request["projectName"].split("/")[-1])
        if project is None:
            arn = f"arn:aws:codebuild:{self.region_name}:{self.account_id}:project/{request['projectName']}"
            raise ResourceNotFoundException(f"Project cannot be found: {arn}")
        token = request.pop("idempotencyToken", None)
        earlier = self._earlier(token, request)
        if earlier:
            return earlier
        self._check_limit()
        number = 1 + sum(build.name == project.project_metadata["name"] for build in self.builds.values())
        build = Build(self, project.project_metadata, request, number)
        self.builds[build.id] = build
        if token:
            self.tokens[token] = build.id
        return build

    def _earlier(self, token, request):
        build = self.builds.get(self.tokens.get(token))
        if build is None or settings.now() - build.started > TOKEN_SECONDS:
            return None
        if json.dumps(build.request, sort_keys=True) != json.dumps(request, sort_keys=True):
            raise InvalidInputException(
                "Invalid idempotency token: parameters do not match those of the earlier request with this token"
            )
        return build

    def _check_limit(self):
        limit, now = settings.values["accountLimit"], settings.now()
        running = sum(not build.complete(now) for build in self.builds.values())
        if limit is not None and running >= limit:
            raise JsonRESTError(
                "AccountLimitExceededException", f"Cannot have more than {limit} builds in queue for the account"
            )

    @property
    def batches(self):
        return self.__dict__.setdefault("started_batches", {})

    def start_batch(self, request):
        project = self.codebuild_projects.get(request["projectName"].split("/")[-1])
        if project is None:
            raise ResourceNotFoundException(f"Project cannot be found: {request['projectName']}")
        token = request.pop("idempotencyToken", None)
        batch = self.batches.get(self.tokens.get(token))
        if batch and settings.now() - batch.started <= TOKEN_SECONDS:
            return batch
        number = 1 + sum(batch.name == project.project_metadata["name"] for batch in self.batches.values())
        batch = Batch(self, project.project_metadata, request, number)
        self.batches[batch.id] = batch
        if token:
            self.tokens[token] = batch.id
        return batch

    def visible(self, build_id):
        build = self.builds.get(build_id) or self.batches.get(build_id)
        if build and settings.now() - build.started >= settings.values["buildVisibleAfter"]:
            return build
        return None

    def reports(self):
        now = settings.now()
        return {arn: known for build in self.builds.values() for arn, known in outputs.reports(build, now).items()}

    def advance(self, now):
        """Writes what the builds have logged since the last time."""
        for batch in self.batches.values():
            batch.advance(now)
        for build in list(self.builds.values()):
            if build.settled:
                continue
            outputs.store(build, now)
            group = build.log_group()
            if group and build.provisioned(now):
                self._write(build, group, build.arrived(now))
            elif group is None:
                self._store(build, now)
            build.settled = build.complete(now) and build.written == len(build.log())

    def _store(self, build, now):
        """The log goes to S3 only: objects cannot be appended to, so each is a longer one in the place of the last."""
        place, lines = build.log_object(), build.arrived(now)
        whole = len(lines) == len(build.log())
        if place is None or len(lines) == build.written or not (whole or build.logs_to_s3("live")):
            return
        build.written = len(lines)
        bucket, _, key = place.partition("/")
        text = "".join(f"[Container] {stamp(at)} {words}\n" for at, words in lines).encode()
        # Whoever writes while more comes does not care where a line or a character ends.
        body = text if whole else text[:-2]
        packed = gzip.compress(body) if key.endswith(".gz") else body
        s3_backends[self.account_id]["aws"].put_object(bucket, key, packed)

    def _write(self, build, group, lines):
        logs = logs_backends[self.account_id][self.region_name]
        if group not in logs.groups:
            logs.create_log_group(group, {}, kmsKeyId=None)
        if build.log_stream() not in logs.groups[group].streams:
            logs.create_log_stream(group, build.log_stream())
        fresh = lines[build.written:]
        if fresh:
            build.written = len(lines)
            events = [{"timestamp": int(at * 1000), "message": f"[Container] {stamp(at)} {words}\n"} for at, words in fresh]
            logs.put_log_events(group, build.log_stream(), events)


def stamp(seconds):
    return settings.moment(seconds).strftime("%Y/%m/%d %H:%M:%S.%f")


class EmulatedCodeBuildResponse(CodeBuildResponse):
    def start_build(self):
        with settings.lock:
            build = self.codebuild_backend.start(json.loads(self.body))
            return ActionResult({"build": build.describe(settings.now())})

    def batch_get_builds(self):
        ids = self._get_param("ids") or []
        if not 1 <= len(ids) <= 100:
            raise InvalidInputException("Number of build ids must be between 1 and 100")
        if any(":" not in build_id for build_id in ids):
            raise InvalidInputException("Invalid build ID provided")
        with settings.lock:
            known = {build_id: self.codebuild_backend.visible(build_id) for build_id in ids}
            shown = [build.describe(settings.now()) for build in known.values() if build]
        return ActionResult({"builds": shown, "buildsNotFound": [i for i, build in known.items() if not build]})

    def stop_build(self):
        build_id = self._get_param("id")
        with settings.lock:
            build = self.codebuild_backend.builds.get(build_id)
            if build is None:
                raise ResourceNotFoundException(f"Build {build_id} does not exist")
            if build.stopped is None and not build.complete(settings.now()):
                build.stopped = settings.now()
            return ActionResult({"build": build.describe(settings.now())})

    def batch_get_reports(self):
        arns = self._get_param("reportArns") or []
        if not 1 <= len(arns) <= 100:
            raise InvalidInputException("Number of report ARNs must be between 1 and 100")
        with settings.lock:
            known = self.codebuild_backend.reports()
        return ActionResult(
            {
                "reports": [known[arn][0] for arn in arns if arn in known],
                "reportsNotFound": [arn for arn in arns if arn not in known],
            }
        )

    def describe_test_cases(self):
        arn = self._get_param("reportArn")
        with settings.lock:
            known = self.codebuild_backend.reports()
        if arn not in known:
            raise ResourceNotFoundException(f"Report {arn} does not exist")
        start, most = int(self._get_param("nextToken") or 0), int(self._get_param("maxResults") or 100)
        cases, end = known[arn][1], start + most
        return ActionResult(
            {"testCases": cases[start:end], "nextToken": str(end) if end < len(cases) else None}
        )

    def start_build_batch(self):
        with settings.lock:
            batch = self.codebuild_backend.start_batch(json.loads(self.body))
            return ActionResult({"buildBatch": batch.describe(settings.now())})

    def batch_get_build_batches(self):
        ids = self._get_param("ids") or []
        with settings.lock:
            known = {batch_id: self.codebuild_backend.visible(batch_id) for batch_id in ids}
            shown = [batch.describe(settings.now()) for batch in known.values() if batch]
        return ActionResult(
            {"buildBatches": shown, "buildBatchesNotFound": [i for i, batch in known.items() if not batch]}
        )

    def stop_build_batch(self):
        batch_id = self._get_param("id")
        with settings.lock:
            batch = self.codebuild_backend.batches.get(batch_id)
            if batch is None:
                raise ResourceNotFoundException(f"Batch {batch_id} does not exist")
            now = settings.now()
            if batch.stopped is None and not batch.complete(now):
                batch.stopped = now
                for build in (group["build"] for group in batch.groups):
                    if build and build.stopped is None and not build.complete(now):
                        build.stopped = now
            return ActionResult({"buildBatch": batch.describe(now)})

    def list_build_batches_for_project(self):
        name = self._get_param("projectName")
        return self._page([batch.id for batch in list(self.codebuild_backend.batches.values()) if batch.name == name])

    def list_builds_for_project(self):
        name = self._get_param("projectName")
        if name not in self.codebuild_backend.codebuild_projects:
            arn = f"arn:aws:codebuild:{self.region}:{self.current_account}:project/{name}"
            raise ResourceNotFoundException(f"The provided project {arn} does not exist")
        ids = [build.id for build in list(self.codebuild_backend.builds.values()) if build.name == name]
        return self._page(ids)

    def list_builds(self):
        return self._page(list(self.codebuild_backend.builds))

    def _page(self, ids):
        if self._get_param("sortOrder", "DESCENDING") == "DESCENDING":
            ids.reverse()
        start = int(self._get_param("nextToken") or 0)
        more = start + 100 < len(ids)
        return ActionResult({"ids": ids[start:start + 100], "nextToken": str(start + 100) if more else None})


def install():
    codebuild_backends.backend = EmulatedCodeBuild
    urls.url_paths = {"{0}/$": EmulatedCodeBuildResponse.dispatch}


def advance(now):
    for _, _, backend in list(codebuild_backends.iter_backends()):
        backend.advance(now)
