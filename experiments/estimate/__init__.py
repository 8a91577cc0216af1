"""Which parameters of the past make the backcast meet the published figures, and how far do the figures tell them?"""
