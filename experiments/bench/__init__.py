"""What does the engine cost in time and memory, and how does it compare with simpler ways to do the same?"""
