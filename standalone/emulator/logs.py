"""CloudWatch Logs: where moto's GetLogEvents differs from AWS's."""

from moto.logs import models

import settings

moto_get_log_events = models.LogStream.get_log_events


def get_log_events(stream, start_time, end_time, limit, next_token, start_from_head):
    page = min(limit or 10000, settings.values["logPageSize"])
    # AWS leaves the end out, moto takes it in.
    end = end_time - 1 if end_time else end_time
    with settings.lock:
        return moto_get_log_events(stream, start_time, end, page, next_token, start_from_head)


def install():
    models.utcnow = settings.utcnow
    models.LogStream.get_log_events = get_log_events
