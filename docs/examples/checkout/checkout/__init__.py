"""The checkout service: what an order costs, and the function that AWS calls."""
