"""What the Lambda function does with an order that arrives."""

import json
import os

from checkout.order import Line, total


def handle(event, context=None):
    try:
        lines = [Line(line["article"], int(line["quantity"]), int(line["price"])) for line in event["lines"]]
    except (KeyError, TypeError, ValueError) as problem:
        return answer(400, {"error": f"This is not an order: {problem}"})
    cost = total(lines, int(os.environ.get("FREE_DELIVERY_FROM", "5000")))
    return answer(200, {"goods": cost.goods, "delivery": cost.delivery, "total": cost.sum})


def answer(status, body):
    return {"statusCode": status, "body": json.dumps(body)}
