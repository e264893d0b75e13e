"""The identities that act in a benchmark corpus: who calls, with which keys, from where, with which agent.

Everything is a function of the seed. An identity's JSON is rendered once for each of its credential
periods, so that writing an event is no more than picking a string.
"""

import random
import time
from itertools import accumulate
from typing import NamedTuple

DAY = 86_400
START = 1_748_736_000  # 2025-06-01T00:00:00Z
DAYS = 90
SPAN = DAYS * DAY

REGIONS = {"eu-central-1": 70, "eu-west-1": 20, "us-east-1": 10}
ACCOUNTS = {"111122223333": "prod", "444455556666": "staging", "777788889999": "dev", "123456789012": "tooling"}
ACCOUNT_WEIGHTS = {"111122223333": 50, "444455556666": 25, "777788889999": 15, "123456789012": 10}
PROD = "111122223333"

# Two IAM users whose ARN is at once the caller and the principal, so that every tool means the same by it.
RARE_PRINCIPAL = f"arn:aws:iam::{PROD}:user/break-glass"
COMMON_PRINCIPAL = f"arn:aws:iam::{PROD}:user/metrics-exporter"

PEOPLE = 60
WORKLOADS_PER_ACCOUNT = 30
FUNCTIONS_PER_ACCOUNT = 25
USERS_PER_ACCOUNT = 12
SESSION_PERIODS = 18
PERSON_PERIODS = 30

BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

SERVICE_NAMES = (
    "orders", "billing", "search", "catalogue", "basket", "shipping", "invoices", "ledger", "accounts", "sessions",
    "mailer", "pricing", "stock", "returns", "vouchers", "reviews", "media", "gateway", "webhooks", "reports",
    "scheduler", "importer", "exporter", "payments", "refunds", "fraud", "tax", "geo", "push", "profile",
)
AWS_SERVICES = (
    "cloudtrail.amazonaws.com", "delivery.logs.amazonaws.com", "ec2.amazonaws.com", "lambda.amazonaws.com",
    "autoscaling.amazonaws.com", "config.amazonaws.com", "ecs-tasks.amazonaws.com", "backup.amazonaws.com",
    "elasticloadbalancing.amazonaws.com", "ssm.amazonaws.com", "events.amazonaws.com", "rds.amazonaws.com",
)
SDK_AGENTS = (
    "aws-sdk-java/2.25.11 Linux/6.1.102-111.182.amzn2023.x86_64 OpenJDK_64-Bit_Server_VM/21.0.4+7-LTS Java/21.0.4 "
    "kotlin/1.9.23-release-779(1.9.23) vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/legacy",
    "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64 api/secretsmanager#1.32.4",
    "aws-sdk-js/3.620.0 ua/2.0 os/linux#6.1.97-104.177.amzn2023.x86_64 lang/js md/nodejs#20.15.1 api/s3#3.620.0",
    "Boto3/1.34.149 md/Botocore#1.34.149 ua/2.0 os/linux#6.1.94-99.176.amzn2023.x86_64 md/arch#x86_64 "
    "lang/python#3.12.4 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.149",
    "aws-sdk-go/1.44.260 (go1.20.5; linux; amd64) amazon-ssm-agent/3.3.551.0",
)
PERSON_AGENTS = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "AWS Internal",
    "aws-cli/2.17.32 md/awscrt#0.21.2 ua/2.0 os/macos#23.5.0 md/arch#arm64 lang/python#3.11.9 md/pyimpl#CPython "
    "cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#%s",
    "APN/1.0 HashiCorp/1.0 Terraform/1.9.3 (+https://www.terraform.io) terraform-provider-aws/5.60.0 aws-sdk-go-v2/1.30.3",
)
CLI_COMMANDS = ("ec2.describe-instances", "s3.ls", "secretsmanager.list-secrets", "sts.get-caller-identity", "logs.tail")
PIPELINE_AGENTS = (
    "APN/1.0 HashiCorp/1.0 Terraform/1.9.3 (+https://www.terraform.io) terraform-provider-aws/5.60.0 aws-sdk-go-v2/1.30.3",
    "aws-sdk-js/3.614.0 ua/2.0 os/linux#6.5.0-1025-azure lang/js md/nodejs#20.15.1 configure-aws-credentials-for-github-actions",
    "aws-cli/2.17.20 md/awscrt#0.20.11 ua/2.0 os/linux#6.5.0-1025-azure md/arch#x86_64 lang/python#3.11.8 "
    "md/pyimpl#CPython exec-env/GitHubActions cfg/retry-mode#standard md/installer#exe",
)


class Identity(NamedTuple):
    arn: str
    periods: tuple  # userIdentity JSON, one for each credential period of the 90 days
    addresses: tuple
    agents: tuple


class Crowd(NamedTuple):
    """Identities of one kind, and the running sum of their weights."""

    identities: list
    weights: list


def timestamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def text(rng, alphabet, length):
    return "".join(rng.choices(alphabet, k=length))


def hexadecimal(rng, length):
    return f"{rng.getrandbits(4 * length):0{length}x}"


def address(rng):
    """Of 198.18.0.0/15, the block set aside for benchmarks."""
    return f"198.{rng.randint(18, 19)}.{rng.randrange(256)}.{rng.randint(1, 254)}"


def crowd(identities, weights=None):
    return Crowd(identities, list(accumulate(weights or [1] * len(identities))))


def session_json(rng, account, role, path, session, role_id, created, mfa="false", extra=""):
    return (
        f'{{"type":"AssumedRole","principalId":"{role_id}:{session}",'
        f'"arn":"arn:aws:sts::{account}:assumed-role/{role}/{session}","accountId":"{account}",'
        f'"accessKeyId":"ASIA{text(rng, BASE32, 16)}","sessionContext":{{"sessionIssuer":{{"type":"Role",'
        f'"principalId":"{role_id}","arn":"arn:aws:iam::{account}:role/{path}{role}","accountId":"{account}",'
        f'"userName":"{role}"}},"attributes":{{"creationDate":"{timestamp(created)}",'
        f'"mfaAuthenticated":"{mfa}"}}{extra}}}}}'
    )


def role_session(rng, account, role, session, addresses, agents, periods=SESSION_PERIODS, path="", **shape):
    role_id = "AROA" + text(rng, BASE32, 17)
    rendered = tuple(
        session_json(rng, account, role, path, session, role_id, START + SPAN * period // periods - rng.randrange(600), **shape)
        for period in range(periods)
    )
    return Identity(f"arn:aws:sts::{account}:assumed-role/{role}/{session}", rendered, addresses, agents)


def workloads(rng, account, stage):
    """Services on EC2: two or three instances a role, each with an address of its own and one SDK."""
    identities = []
    for service in SERVICE_NAMES[:WORKLOADS_PER_ACCOUNT]:
        agent = rng.choice(SDK_AGENTS)
        for _ in range(rng.randint(2, 3)):
            private = f"10.{rng.randrange(64)}.{rng.randrange(256)}.{rng.randint(4, 250)}"
            identities.append(
                role_session(
                    rng, account, f"{stage}-{service}-instance", f"i-0{hexadecimal(rng, 16)}",
                    (private,), (agent, SDK_AGENTS[-1]), extra=',"ec2RoleDelivery":"2.0"',
                )
            )
    return crowd(identities, [rng.randint(1, 12) for _ in identities])


def functions(rng, account, stage):
    """Lambda functions: no address of their own, so each is seen from dozens."""
    identities = [
        role_session(
            rng, account, f"{stage}-{name}-function-role", f"{stage}-{name}",
            tuple(address(rng) for _ in range(40)), (rng.choice(SDK_AGENTS[1:4]),), path="service-role/",
        )
        for name in SERVICE_NAMES[:FUNCTIONS_PER_ACCOUNT]
    ]
    return crowd(identities, [rng.randint(1, 6) for _ in identities])


def people(rng, account):
    """SSO sessions. Weights fall with rank: a handful do most of the work, the last ones hardly appear."""
    identities = []
    for person in range(PEOPLE):
        permission = ("AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess")[person % 3]
        role = f"AWSReservedSSO_{permission}_{hexadecimal(random.Random(account + permission), 16)}"
        agents = tuple(agent % rng.choice(CLI_COMMANDS) if "%s" in agent else agent for agent in PERSON_AGENTS)
        identities.append(
            role_session(
                rng, account, role, f"person{person:02d}@example.com", tuple(address(rng) for _ in range(12)),
                agents, PERSON_PERIODS, path="aws-reserved/sso.amazonaws.com/eu-central-1/", mfa="true",
            )
        )
    return crowd(identities, [1 / (rank + 1) for rank in range(PEOPLE)])


def pipelines(rng, account, stage):
    """Deployment roles that CI assumes; runners have a new address each time."""
    identities = [
        role_session(
            rng, account, f"{stage}-deploy-{team}", "GitHubActions",
            tuple(address(rng) for _ in range(60)), PIPELINE_AGENTS, PERSON_PERIODS,
        )
        for team in ("platform", "shop", "payments", "data")
    ]
    return crowd(identities, [6, 9, 4, 1])


def iam_user(rng, account, name, addresses, agent):
    arn = f"arn:aws:iam::{account}:user/{name}"
    rendered = tuple(
        f'{{"type":"IAMUser","principalId":"AIDA{text(rng, BASE32, 17)}","arn":"{arn}","accountId":"{account}",'
        f'"accessKeyId":"AKIA{text(rng, BASE32, 16)}","userName":"{name}"}}'
        for _ in range(2)
    )
    return Identity(arn, rendered, addresses, (agent,))


def iam_users(rng, account):
    names = [f"{rng.choice(SERVICE_NAMES)}-{kind}" for kind in ("backup", "ci", "vendor", "smtp") for _ in range(3)]
    identities = [
        iam_user(rng, account, f"{name}-{index}", tuple(address(rng) for _ in range(6)), rng.choice(SDK_AGENTS))
        for index, name in enumerate(names[:USERS_PER_ACCOUNT])
    ]
    weights = [1] * len(identities)
    if account == PROD:
        name = COMMON_PRINCIPAL.rsplit("/", 1)[1]
        identities.append(iam_user(rng, account, name, tuple(address(rng) for _ in range(3)), SDK_AGENTS[3]))
        weights.append(len(weights))  # as busy as all the others together
    return crowd(identities, weights)


def aws_services():
    return crowd(
        [Identity(host, (f'{{"type":"AWSService","invokedBy":"{host}"}}',), (host,), (host,)) for host in AWS_SERVICES],
        [30, 20, 15, 10, 6, 6, 5, 2, 2, 2, 1, 1],
    )


def rare_identity(seed):
    rng = random.Random(f"{seed}/rare")
    return iam_user(rng, PROD, RARE_PRINCIPAL.rsplit("/", 1)[1], (address(rng), address(rng)), SDK_AGENTS[1])


def cast(seed, account):
    """Who acts in an account: kind -> Crowd."""
    rng = random.Random(f"{seed}/cast/{account}")
    stage = ACCOUNTS[account]
    return {
        "workload": workloads(rng, account, stage),
        "function": functions(rng, account, stage),
        "person": people(rng, account),
        "pipeline": pipelines(rng, account, stage),
        "user": iam_users(rng, account),
        "service": aws_services(),
    }
