"""Prints requests that botocore has signed, as JSON lines, the same for the same seed.

    python3 signed_requests.py SEED COUNT
"""

import datetime
import json
import random
import sys

import botocore.auth
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from urllib.parse import quote

random.seed(int(sys.argv[1]))
ALPHABET = "abcXYZ019-._~ /+%&=?#:;,@!$'()*[]{}|^`\"<>\\\n\tü€日🔑"
SECRETS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def text(longest, alphabet=ALPHABET):
    return "".join(random.choice(alphabet) for _ in range(random.randint(0, longest)))


def url(is_s3, scheme):
    host = random.choice(["b-1.s3.eu-west-1.amazonaws.com", "127.0.0.1", "sqs.us-east-1.amazonaws.com"])
    host += random.choice(["", "", ":443", ":80", ":9000"])
    path = "/" + quote(text(30), safe="/~")
    if not is_s3 and random.random() < 0.5:
        path += random.choice(["/", "//", "/./", "/../", "/a/../b", "/.."])
    pairs = []
    for _ in range(random.choice([0, 0, 1, 2, 5, 9])):
        name = quote(text(6) or "p", safe="-_.~")
        pairs.append(name if random.random() < 0.1 else name + "=" + quote(text(12), safe="-_.~"))
    if pairs and random.random() < 0.3:
        pairs.append(pairs[0])
    return f"{scheme}://{host}{path}" + ("?" + "&".join(pairs) if pairs else "")


def headers():
    chosen = {}
    plain = "abc XYZ  019-._~/+=\"'"
    for name in ["Range", "If-Match", "x-amz-request-payer", "Content-Type", "X-Amz-Target", "User-Agent", "Expect", "x-amz-meta-Z"]:
        if random.random() < 0.25:
            chosen[name] = "v" + text(20, plain)
    return chosen


for number in range(int(sys.argv[2])):
    moment = datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=random.randint(0, 10**8))
    botocore.auth.get_current_datetime = lambda *a, **k: moment
    is_s3 = random.random() < 0.6
    token = text(60, SECRETS) or None if random.random() < 0.5 else None
    key, secret = "AKID" + text(16, "ABC0123"), "s" + text(60, SECRETS)
    service = "s3" if is_s3 else random.choice(["sqs", "sns", "sts", "cloudtrail"])
    region = random.choice(["us-east-1", "eu-central-1", "us-gov-west-1", "cn-north-1"])
    body = text(80) if random.random() < 0.4 else ""
    request = AWSRequest(
        method=random.choice(["GET", "HEAD", "POST", "PUT"]),
        url=url(is_s3, random.choice(["https", "http"])),
        headers=headers(),
        data=body.encode(),
    )
    signer = (S3SigV4Auth if is_s3 else SigV4Auth)(Credentials(key, secret, token), service, region)
    seen = {}
    canonical_request, string_to_sign = signer.canonical_request, signer.string_to_sign
    signer.canonical_request = lambda r: seen.setdefault("canonicalRequest", canonical_request(r))
    signer.string_to_sign = lambda r, c: seen.setdefault("stringToSign", string_to_sign(r, c))
    signer.add_auth(request)
    signed = dict(request.headers.items())
    print(
        json.dumps(
            {
                "name": f"generated {number}",
                "service": service,
                "region": region,
                "accessKey": key,
                "secretKey": secret,
                "sessionToken": token,
                "method": request.method,
                "url": request.url,
                "authorization": signed.pop("Authorization"),
                "headers": signed,
                "body": body,
                **seen,
            }
        )
    )
