"""What builds leave behind: artifacts in S3, and test reports.

Said by variables as all that a build does: EMULATOR_FILES is what its artifact holds, as a JSON object of contents by
path, and EMULATOR_FILES_x the same of the secondary artifact x. Without it the artifact holds the files of the source
where that is a ZIP in S3, or else one file named BUILD. EMULATOR_REPORTS is a JSON object of reports by group, each a
list of [prefix, name, status, message]; a group whose list is a number is a coverage report with that percentage.
"""

import hashlib
import io
import json
import uuid
import zipfile

from moto.s3.models import s3_backends

import settings

EPOCH = (1980, 1, 1, 0, 0, 0)


def store(build, now):
    """Puts the artifacts into their buckets, once the build has come so far."""
    if build.stored is not None or not passed(build, "UPLOAD_ARTIFACTS", now):
        return
    build.stored = {}
    for identifier, wanted in artifacts(build):
        if wanted.get("type") == "S3" and wanted["location"] in bucket(build).buckets:
            build.stored[identifier] = put(build, identifier, wanted)


def passed(build, phase, now):
    return any(name == phase and end <= now and status == "SUCCEEDED" for name, _, end, status, *_ in build.phases())


def artifacts(build):
    """As (identifier, what was asked for), the primary one first and without an identifier."""
    primary = build.request.get("artifactsOverride") or build.project["artifacts"]
    secondary = build.request.get("secondaryArtifactsOverride") or build.project.get("secondaryArtifacts") or []
    return [(None, primary)] + [(one["artifactIdentifier"], one) for one in secondary]


def put(build, identifier, wanted):
    """The sums of the ZIP; nothing of a folder."""
    files = contents(build, identifier)
    if wanted.get("packaging") != "ZIP":
        for path, content in files.items():
            bucket(build).put_object(wanted["location"], f"{key(build, wanted)}/{path}", content)
        return {}
    packed = zipped(files)
    bucket(build).put_object(wanted["location"], key(build, wanted), packed)
    return {"sha256sum": hashlib.sha256(packed).hexdigest(), "md5sum": hashlib.md5(packed).hexdigest()}


def contents(build, identifier):
    said = build.setting(f"FILES_{identifier}" if identifier else "FILES", None)
    if said:
        return {path: content.encode() for path, content in json.loads(said).items()}
    packed = source(build)
    if packed is None:
        return {"BUILD": f"{build.id}\n".encode()}
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def source(build):
    """The source's bytes; None when it is no object in S3."""
    wanted = build.source()
    if wanted.get("type") != "S3" or "/" not in wanted.get("location", ""):
        return None
    name, _, path = wanted["location"].partition("/")
    try:
        found = bucket(build).get_object(name, path, version_id=build.request.get("sourceVersion"))
    except Exception:  # there is no such bucket
        return None
    return found.value if found else None


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path, EPOCH), content)
    return packed.getvalue()


def key(build, wanted):
    run = build.log_stream() if wanted.get("namespaceType") == "BUILD_ID" else ""
    name = identified(wanted) or build.name
    return "/".join(part for part in (wanted.get("path") or "", run, name) if part.strip("/"))


def identified(wanted):
    return wanted.get("name") or wanted.get("artifactIdentifier")


def bucket(build):
    return s3_backends[build.account]["aws"]


def shown(build):
    """The artifacts as BatchGetBuilds has them: (the primary one, the secondary ones)."""
    described = []
    for identifier, wanted in artifacts(build):
        place = f"arn:aws:s3:::{wanted['location']}/{key(build, wanted)}" if wanted.get("type") == "S3" else ""
        described.append({"location": place, **((build.stored or {}).get(identifier) or {})})
        if identifier:
            described[-1]["artifactIdentifier"] = identifier
    return described[0], described[1:]


def reports(build, now):
    """By ARN, as BatchGetReports has them, and the cases of each."""
    ends = [end for name, _, end, *_ in build.phases() if name == "POST_BUILD"]
    if not ends or now < ends[0]:
        return {}
    ready = now >= ends[0] + settings.values["reportDelay"]
    said = json.loads(build.setting("REPORTS", "{}"))
    return dict(report(build, group, cases, ready, ends[0]) for group, cases in said.items())


def report(build, group, cases, ready, created):
    place = f"arn:aws:codebuild:{build.region}:{build.account}"
    name = f"{build.name}-{group}"
    arn = f"{place}:report/{name}:{uuid.uuid5(uuid.NAMESPACE_URL, build.id + group)}"
    coverage = not isinstance(cases, list)
    tests = [] if coverage else [case(arn, *said) for said in cases]
    well = coverage or all(test["status"] in ("SUCCEEDED", "SKIPPED") for test in tests)
    described = {
        "arn": arn,
        "type": "CODE_COVERAGE" if coverage else "TEST",
        "name": name,
        "reportGroupArn": f"{place}:report-group/{name}",
        "executionId": build.id,
        "status": ("SUCCEEDED" if well else "FAILED") if ready else "GENERATING",
        "created": settings.moment(created),
    }
    if coverage:
        described["codeCoverageSummary"] = {"lineCoveragePercentage": float(cases)}
    return arn, (described, tests)


def case(arn, prefix, name, status, message=""):
    return {
        "reportArn": arn,
        "prefix": prefix,
        "name": name,
        "status": status,
        "durationInNanoSeconds": 12_000_000,
        "message": message,
    }
