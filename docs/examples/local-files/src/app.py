import os


def handler(event, context):
    return {"queue": os.environ["ORDERS"], "orders": len(event.get("Records", []))}
