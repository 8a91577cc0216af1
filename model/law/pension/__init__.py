"""Employee pension 职工基本养老保险: contributions, accounts, awards, pensions in payment, death and incapacity."""
