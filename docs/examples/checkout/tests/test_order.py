import unittest

from checkout.order import DELIVERY, Line, total


class OrderTest(unittest.TestCase):
    def test_adds_up_quantities_and_delivery(self):
        cost = total([Line("cup", 2, 700), Line("pot", 1, 2100)], free_delivery_from=5000)
        self.assertEqual((3500, DELIVERY, 3500 + DELIVERY), (cost.goods, cost.delivery, cost.sum))

    def test_delivery_is_free_from_the_very_amount_on(self):
        self.assertEqual(0, total([Line("pot", 1, 5000)], free_delivery_from=5000).delivery)
        self.assertEqual(DELIVERY, total([Line("pot", 1, 4999)], free_delivery_from=5000).delivery)

    def test_nothing_costs_nothing(self):
        self.assertEqual(0, total([], free_delivery_from=5000).sum)

    def test_refuses_quantities_below_one(self):
        with self.assertRaisesRegex(ValueError, "cup: the quantity must be at least 1, not 0"):
            Line("cup", 0, 700)


if __name__ == "__main__":
    unittest.main()
