"""What does maternity insurance pay, to whom? The statutes as scalar functions; money in yuan."""

from agents.compiled import rule

LONGEST_ROW = 24


@rule
def months_in_a_row(before, paid, alive):
    """For how many months in a row is a person covered at the year's end? Up to 24; a gap in the year starts again.

    before: months at the year's start; paid, alive: months of this year
    """
    return min(before + paid, LONGEST_ROW) if paid >= alive else min(paid, LONGEST_ROW)


@rule
def entitled(months_at_end, paid, start_month, birth_month, required):
    """Is cover long enough at a birth? 社会保险法 第五十四条; local rules.

    months_at_end: months in a row at the year's end; paid: months of this year, in a row from `start_month`;
    birth_month: month of the year, 1 to 12; required: months before the birth
    """
    before = min(max(birth_month - start_month, 0), paid)
    return paid > 0 and months_at_end - paid + before >= required


@rule
def allowance(base_month, days):
    """Maternity allowance 生育津贴 of a birth. 社会保险法 第五十六条: the employer's mean wage over 30, times days.

    base_month: the employer's mean monthly wage of the year before, taken as the declared base
    """
    return base_month / 30.0 * days


@rule
def allowance_base(is_flexible, declared_rule, declared_base, standard_base):
    """On which base is the allowance paid? Flexible workers have a local standard base unless the law says declared.

    is_flexible: 1 for members without an employer; declared_rule: 1 if their own declared base counts
    """
    return standard_base if is_flexible == 1 and declared_rule == 0 else declared_base
