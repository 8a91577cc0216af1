"""How do designs stand up to futures that nobody knows? Regret, solvency, and conditions of failure."""
