"""Resident medical insurance 城乡居民基本医疗保险: premium and subsidy per head, benefits, waiting after gaps."""
