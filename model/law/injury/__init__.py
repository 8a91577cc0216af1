"""Work injury insurance 工伤保险 and the occupational injury protection pilot 职业伤害保障试点."""
