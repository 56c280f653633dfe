"""An AWS account on this machine for trials and tests: moto, with what our steps need and moto lacks.

Settings are changed while it runs: POST a JSON object to /_emulator/settings (see settings.py),
POST to /_emulator/expire-sessions ends every session that was handed out, POST a number to /_emulator/let-pass puts the
clock of builds and stacks forward by so many seconds and answers with the new time.
"""

import argparse
import json
import os
import pathlib
import signal
import sys
import threading
import traceback

from moto.core import DEFAULT_ACCOUNT_ID as ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

import cloudformation
import codebuild
import logs
import settings
import state
import sts

TICK_SECONDS = 0.1
GREETING = """emulator: {url}

It is an AWS account on this machine, {account} in eu-west-1, with moto's services: S3, IAM, STS, SNS, SQS, SSM, DynamoDB,
Lambda, KMS, CloudFormation with change sets, CodeBuild with its logs. Any keys are taken; a role must be created before
it can be assumed. CodeBuild runs nothing here: a build lasts EMULATOR_SECONDS and prints canned lines (codebuild.py).

For a Jenkinsfile and the AWS CLI, in another terminal:

  export AWS_ENDPOINT_URL={url} AWS_REGION=eu-west-1
  export AWS_ACCESS_KEY_ID=AKIAEMULATOR00000000 AWS_SECRET_ACCESS_KEY=of-no-account
  standalone/run Jenkinsfile --endpoint {url}
"""


class QuietHandler(MotoRequestHandler):
    def log_request(self, code="-", size="-"):
        pass


class Application:
    """What is asked of the emulator itself, and what every service does alike; the rest is moto's."""

    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        if path.startswith("/_emulator/"):
            return answer(start_response, *control(path, environ))
        refused = sts.refusal(environ)
        if refused:
            return answer(start_response, *refused)
        with settings.lock:
            advance()
        return self.moto(environ, start_response)


def control(path, environ):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    try:
        if path.endswith("/settings"):
            settings.change(json.loads(body or b"{}"))
            return 200, "application/json", json.dumps(settings.values)
        if path.endswith("/expire-sessions"):
            sts.expire_sessions()
            return 200, "application/json", "{}"
        if path.endswith("/let-pass"):
            with settings.lock:
                return 200, "text/plain", str(settings.let_pass(float(body)))
        return 404, "text/plain", "there are: settings, expire-sessions, let-pass"
    except ValueError as e:
        return 400, "text/plain", str(e)


def answer(start_response, status, content_type, body):
    payload = body.encode()
    headers = [("Content-Type", content_type), ("Content-Length", str(len(payload)))]
    start_response(f"{status} {'OK' if status == 200 else 'Refused'}", headers)
    return [payload]


def advance():
    now = settings.now()
    codebuild.advance(now)
    cloudformation.advance(now)


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--port-file", type=pathlib.Path, help="where to write the port, once it answers")
    parser.add_argument("--state", type=pathlib.Path, help="where the account is kept from one start to the next")
    parser.add_argument("--parent-pid", type=int, help="end when this process has ended")
    return parser.parse_args(arguments)


def alive(pid):
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False
    except PermissionError:
        return True


def keep_time(server, options, ended):
    """Lets time pass for builds and stacks also while nobody asks, and ends with the parent process."""
    while not ended.wait(TICK_SECONDS):
        with settings.lock:
            try:
                advance()
            except Exception:  # a mistake in one stack must not stop the clock for the others
                traceback.print_exc()
        if options.parent_pid and not alive(options.parent_pid):
            server.shutdown()


def main():
    options = parse(sys.argv[1:])
    for extension in (codebuild, logs, sts, cloudformation):
        extension.install()
    if options.state:
        state.load(options.state)
    server = make_server("127.0.0.1", options.port, Application(), threaded=True, request_handler=QuietHandler)
    server.daemon_threads = True
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        # shutdown() waits for the loop that this very thread runs, so another has to call it.
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    clock = threading.Thread(target=keep_time, args=(server, options, ended), daemon=True)
    clock.start()
    announce(server.server_address[1], options.port_file)
    server.serve_forever(poll_interval=0.1)
    ended.set()
    if options.state:
        state.save(options.state)


def announce(port, file):
    print(GREETING.format(url=f"http://127.0.0.1:{port}", account=ACCOUNT_ID), flush=True)
    if file:
        # Written beside and moved, so that nobody reads half a number.
        fresh = file.with_suffix(".new")
        fresh.write_text(str(port))
        fresh.replace(file)


if __name__ == "__main__":
    main()
