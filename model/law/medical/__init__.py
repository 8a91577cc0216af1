"""Employee medical insurance 职工基本医疗保险: pooled fund, personal accounts, cover of retirees, waiting periods."""
