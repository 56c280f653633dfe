"""What an order costs. Amounts are whole cents, because halves of a cent add up to arguments."""

from dataclasses import dataclass

DELIVERY = 490


@dataclass(frozen=True)
class Line:
    article: str
    quantity: int
    price: int

    def __post_init__(self):
        if self.quantity < 1:
            raise ValueError(f"{self.article}: the quantity must be at least 1, not {self.quantity}")
        if self.price < 0:
            raise ValueError(f"{self.article}: the price must not be negative")


@dataclass(frozen=True)
class Total:
    goods: int
    delivery: int

    @property
    def sum(self):
        return self.goods + self.delivery


def total(lines, free_delivery_from):
    """The total of an order; delivery is free from that many cents on, and for an order of nothing."""
    goods = sum(line.quantity * line.price for line in lines)
    free = not lines or goods >= free_delivery_from
    return Total(goods, 0 if free else DELIVERY)
