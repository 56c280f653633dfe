"""The emulated account of the example: what it needs before a release, and what is in it afterwards."""

import json
import os
import sys

import boto3

REGION = "eu-west-1"
BUCKET = "checkout-artifacts"
ROLE = "checkout-release"
PROJECT = "checkout-integration"
BUILD_SECONDS = os.environ.get("CHECKOUT_BUILD_SECONDS", "5")
LOG = "\n".join(
    (
        "(The emulator's CodeBuild runs nothing: these lines are canned.)",
        "Fetching the package from the artifact store",
        "Starting the service against a queue of its own",
        "test_an_order_is_answered ... ok",
        "test_a_broken_order_is_refused ... ok",
        "test_delivery_is_free_from_the_threshold_on ... ok",
        "Ran 3 tests",
    )
)


def client(service):
    return boto3.client(service, region_name=REGION, endpoint_url=os.environ["AWS_ENDPOINT_URL"])


def prepare():
    """Creates what is not there yet, and prints the release's environment as NAME=VALUE lines."""
    make(client("s3").create_bucket, Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    client("s3").put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    topic = client("sns").create_topic(Name="checkout-releases")["TopicArn"]
    principals = {"AWS": "*", "Service": "codebuild.amazonaws.com"}
    trust = {"Effect": "Allow", "Principal": principals, "Action": ["sts:AssumeRole", "sts:TagSession"]}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    make(client("iam").create_role, RoleName=ROLE, AssumeRolePolicyDocument=policy)
    role = client("iam").get_role(RoleName=ROLE)["Role"]["Arn"]
    make(
        client("codebuild").create_project,
        name=PROJECT,
        source={"type": "NO_SOURCE", "location": "none"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
            "environmentVariables": [{"name": "EMULATOR_SECONDS", "value": BUILD_SECONDS}, {"name": "EMULATOR_LOG", "value": LOG}],
        },
        serviceRole=role,
    )
    print(f"RELEASE_ROLE={role}\nARTIFACT_BUCKET={BUCKET}\nRELEASES_TOPIC={topic}")


def make(create, **what):
    try:
        create(**what)
    except Exception as e:
        if "exist" not in str(e).lower() and "BucketAlreadyOwnedByYou" not in str(e):
            raise


def show():
    print("\nIn the emulated account now")
    for stack in client("cloudformation").describe_stacks()["Stacks"]:
        row("stack", stack["StackName"], stack["StackStatus"])
        for output in stack.get("Outputs", []):
            row("  output", output["OutputKey"], output["OutputValue"])
        for resource in client("cloudformation").describe_stack_resources(StackName=stack["StackName"])["StackResources"]:
            row("  resource", resource["LogicalResourceId"], f"{resource['ResourceStatus']}  {resource['PhysicalResourceId']}")
    for stored in client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", []):
        row("object", f"s3://{BUCKET}/{stored['Key']}", f"{stored['Size']} bytes")
    ids = client("codebuild").list_builds()["ids"]
    for build in client("codebuild").batch_get_builds(ids=ids[:5])["builds"] if ids else []:
        row("build", f"{build['projectName']} #{build['buildNumber']}", build["buildStatus"])


def row(kind, name, value):
    print(f"  {kind:<11} {name:<22} {value}")


if __name__ == "__main__":
    {"prepare": prepare, "show": show}[sys.argv[1]]()
