"""A server that stands in for AWS in tests: moto, made stricter.

    python3 moto_strict.py        prints its port and the keys of an administrator, as JSON

It ends when its standard input does, and so with the tests that have started it.
"""

import io
import json
import os
import sys
import threading

# Signatures and policies are checked from the first request on.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "0"

from flask import request
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.authorization import ActionAuthenticatorMixin
from moto.iam import access_control
from moto.iam.models import iam_backends
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

# Signatures are checked over the request line and the body as they were sent, not as Werkzeug has
# decoded them: otherwise a prefix with an encoded slash has a wrong signature even from botocore.
create_aws_request = access_control.IAMRequestBase._create_aws_request


def create_aws_request_as_sent(self):
    self._path = request.environ.get("RAW_URI", self._path)
    self._body = request.environ["audit.body"]
    return create_aws_request(self)


access_control.IAMRequestBase._create_aws_request = create_aws_request_as_sent

# Whoever has a token of another issuer has no keys yet to sign with.
authorize = ActionAuthenticatorMixin._authenticate_and_authorize_action


def authorize_but_web_identity(self, request_class, resource="*"):
    if self._get_action() != "AssumeRoleWithWebIdentity":
        authorize(self, request_class, resource)


ActionAuthenticatorMixin._authenticate_and_authorize_action = authorize_but_web_identity

# A batch needs the permission for what it is a batch of.
check_action_permitted = access_control.IAMRequestBase.check_action_permitted


def check_single_action_permitted(self, resource):
    if self._action.startswith("sqs:"):
        self._action = self._action.removesuffix("Batch")
    check_action_permitted(self, resource)


access_control.IAMRequestBase.check_action_permitted = check_single_action_permitted

# CloudTrail's public keys, which moto does not have, are those of a file.
CloudTrailResponse.list_public_keys = lambda self: open(os.environ["AUDIT_TEST_KEYS"]).read()

everything = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"},
}
iam = iam_backends[DEFAULT_ACCOUNT_ID]["aws"]
iam.create_user("us-east-1", "administrator")
iam.put_user_policy("administrator", "everything", json.dumps(everything))
key = iam.create_access_key("administrator")


class KeepBody:
    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        size = int(environ.get("CONTENT_LENGTH") or 0)
        environ["audit.body"] = environ["wsgi.input"].read(size) if size else b""
        environ["wsgi.input"] = io.BytesIO(environ["audit.body"])
        return self.application(environ, start_response)


class QuietHandler(WSGIRequestHandler):
    def log(self, *arguments):
        pass


server = make_server(
    "127.0.0.1",
    0,
    KeepBody(DomainDispatcherApplication(create_backend_app)),
    threaded=True,
    request_handler=QuietHandler,
)
os.environ["MOTO_PORT"] = str(server.server_port)
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
print(
    json.dumps(
        {"port": server.server_port, "id": key.access_key_id, "secret": key.secret_access_key}
    ),
    flush=True,
)
server.serve_forever()
