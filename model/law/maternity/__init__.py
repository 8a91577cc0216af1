"""Maternity insurance 生育保险: a sub-ledger of employee medical since 2019; allowance and medical cost of births."""
