"""What the whole emulator shares: one lock, one clock, and the settings that tests may change."""

import threading
import time
from datetime import datetime, timezone

# One lock for every extension. Speed is no concern here; a half-applied stack would be.
lock = threading.RLock()

DEFAULTS = {
    "accountLimit": None,  # builds that may run at once; None: no limit
    "buildSeconds": 3.0,  # when a build does not say EMULATOR_SECONDS
    "buildVisibleAfter": 0.0,  # seconds during which BatchGetBuilds does not know a new build
    "logDelay": 1.0,  # how late the last log lines arrive
    "logPageSize": 10000,  # events on a page of GetLogEvents
    "reportDelay": 0.0,  # seconds during which a test report is still being made
    "changeSetSeconds": 1.0,  # creating a change set
    "executeSeconds": 2.0,  # executing one
    "eventPageSize": 100,  # events on a page of DescribeStackEvents
    "inheritedTagPercent": 0,  # how much of a session's room the tags take that the caller's own session hands on
    "sessionSeconds": None,  # how long assumed roles last, whatever was asked for
}
values = dict(DEFAULTS)

# By how many seconds this account's clock is ahead of the machine's: tests put it forward and need not wait.
ahead = 0.0


def change(wanted):
    unknown = set(wanted) - set(DEFAULTS)
    if unknown:
        raise ValueError(f"no such setting: {', '.join(sorted(unknown))}; there are: {', '.join(DEFAULTS)}")
    values.update(wanted)


def now():
    return time.time() + ahead


def let_pass(seconds):
    global ahead
    ahead += seconds
    return now()


def utcnow():
    """In the place of moto's."""
    return moment(now())


def moment(seconds):
    """The form in which moto's serializers take a time: UTC without saying so."""
    return datetime.fromtimestamp(seconds, timezone.utc).replace(tzinfo=None)
