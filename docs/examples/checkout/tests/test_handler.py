import json
import os
import unittest
from unittest import mock

from checkout.handler import handle

ORDER = {"lines": [{"article": "cup", "quantity": 2, "price": 700}]}


class HandlerTest(unittest.TestCase):
    def test_answers_with_the_total(self):
        answer = handle(ORDER)
        self.assertEqual(200, answer["statusCode"])
        self.assertEqual({"goods": 1400, "delivery": 490, "total": 1890}, json.loads(answer["body"]))

    def test_takes_the_threshold_from_its_environment(self):
        with mock.patch.dict(os.environ, FREE_DELIVERY_FROM="1000"):
            self.assertEqual(1400, json.loads(handle(ORDER)["body"])["total"])

    def test_says_what_is_wrong_with_an_order(self):
        answer = handle({"lines": [{"article": "cup", "quantity": 0, "price": 700}]})
        self.assertEqual(400, answer["statusCode"])
        self.assertIn("at least 1", answer["body"])


if __name__ == "__main__":
    unittest.main()
