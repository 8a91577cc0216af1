"""What does one lever of policy do over its whole range, or two together, or shares that add up to one?"""
