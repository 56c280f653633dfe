"""The account between two starts of the emulator: the backends of the services in use, pickled."""

import io
import os
import pickle
import threading
from collections import defaultdict
from weakref import WeakValueDictionary

from moto.backends import get_backend
from moto.s3.utils import _VersionedKeyStore
from moto.ssm.models import ParameterDict

import settings

SERVICES = ("iam", "sts", "s3", "sqs", "sns", "ssm", "dynamodb", "kms", "lambda", "logs", "codebuild", "cloudformation")


class Pickler(pickle.Pickler):
    """Locks are made anew, and the defaults that moto writes as lambdas are given names."""

    def reducer_override(self, thing):
        if isinstance(thing, threading.Condition):
            return threading.Condition, ()
        if isinstance(thing, (type(threading.Lock()), type(threading.RLock()))):
            return type(thing), ()
        if isinstance(thing, WeakValueDictionary):
            return WeakValueDictionary, (dict(thing),)
        if getattr(thing, "__qualname__", None) in LAMBDAS:
            return named_default, (thing.__qualname__,)
        if isinstance(thing, _VersionedKeyStore):
            # Asked for its items it names the newest version of each object only.
            return type(thing), (), {key: dict.__getitem__(thing, key) for key in dict.keys(thing)}, None, None, set_versions
        if isinstance(thing, ParameterDict):
            # A defaultdict with a constructor of its own, which pickle would call without arguments.
            return ParameterDict, (thing.account_id, thing.region_name), vars(thing), None, iter(thing.items())
        return NotImplemented


def set_versions(store, versions):
    dict.update(store, versions)


def dict_of_dicts():
    return defaultdict(dict)


LAMBDAS = {
    "SimpleSystemManagerBackend.__init__.<locals>.<lambda>": dict_of_dicts,
    "LambdaStorage.__init__.<locals>.<lambda>": dict,
}


def named_default(name):
    return LAMBDAS[name]


def save(file):
    with settings.lock:
        kept = {service: list(get_backend(service).iter_backends()) for service in SERVICES}
        # One pickle for all, because stacks refer to the very objects that the other services hold.
        payload = io.BytesIO()
        Pickler(payload).dump(kept)
    fresh = file.with_suffix(".new")
    fresh.write_bytes(payload.getvalue())
    os.replace(fresh, file)


def load(file):
    if not file.exists():
        return
    for service, backends in pickle.loads(file.read_bytes()).items():
        accounts = get_backend(service)
        for account, region, backend in backends:
            dict.__setitem__(accounts[account], region, backend)
