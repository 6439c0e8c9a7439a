"""How a role comes to be: written, published, answered."""
