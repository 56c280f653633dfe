"""The account between two starts of the emulator: the backends of the services in use, pickled."""

import os
import pickle

from moto.backends import get_backend

import settings

SERVICES = ("iam", "sts", "s3", "sqs", "sns", "ssm", "dynamodb", "kms", "lambda", "logs", "codebuild", "cloudformation")


def save(file):
    with settings.lock:
        kept = {
            service: [(account, region, backend) for account, region, backend in get_backend(service).iter_backends()]
            for service in SERVICES
        }
        # One pickle for all, because stacks refer to the very objects that the other services hold.
        payload = pickle.dumps(kept)
    fresh = file.with_suffix(".new")
    fresh.write_bytes(payload)
    os.replace(fresh, file)


def load(file):
    if not file.exists():
        return
    for service, backends in pickle.loads(file.read_bytes()).items():
        accounts = get_backend(service)
        for account, region, backend in backends:
            dict.__setitem__(accounts[account], region, backend)
