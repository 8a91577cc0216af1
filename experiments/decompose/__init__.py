"""How much of a package's effect is due to each of its parts?"""
