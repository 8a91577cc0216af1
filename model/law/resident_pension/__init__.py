"""Resident pension 城乡居民基本养老保险: tiers, matching, basic pension, account, conversion, payment."""
