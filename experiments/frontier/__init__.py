"""Which combinations of levers cannot be bettered in one aim without loss in the other? The Pareto set."""
