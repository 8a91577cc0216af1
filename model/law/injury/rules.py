"""What does work injury insurance pay, to whom and on which wage? The Regulation (工伤保险条例) as scalar functions.

An outcome is 0 to 9 for disability grades 1 to 10, 10 for a recognised injury without a grade, 11 for a death. `law`
is an `InjuryLaw`. Grades 1 to 4 keep their employment and draw an allowance from the fund, grades 5 and 6 one from the
employer who cannot place them; grades 5 to 10 get two one-off grants when the contract ends.
"""

from agents.codes import CLAIM_EMPLOYEE, CLAIM_PUBLIC
from agents.compiled import rule

GRADES, UNGRADED, FATAL, OUTCOMES = 10, 10, 11, 12
FUND_ALLOWANCES, ALLOWANCES, FIRST_GRANT = 4, 6, 4
UNIT_WAGE = 10_000.0  # yuan a month


@rule
def own_wage(wage_month, local_wage, law):
    """Own wage 本人工资 that benefits rest on, yuan a month. 工伤保险条例 第六十四条.

    wage_month: mean contribution wage of the twelve months before; local_wage: average wage of the place
    """
    return min(max(wage_month, law.wage_floor_share * local_wage), law.wage_ceiling_share * local_wage)


@rule
def benefit_wage(pilot, wage_month, local_wage, law):
    """Wage that benefits rest on, yuan a month: standard base in the pilot (人社部发〔2021〕110号), else own wage."""
    if pilot == 1:
        return law.pilot_base_share * local_wage
    return own_wage(wage_month, local_wage, law)


@rule
def medical_grant(outcome, wage, law):
    """One-off medical grant 一次性工伤医疗补助金, yuan, expected over ends of contract. 条例 第三十六、三十七条."""
    if outcome < FIRST_GRANT or outcome >= GRADES:
        return 0.0
    k = outcome - FIRST_GRANT
    return law.medical_grant_months[k] * law.contract_end_share[k] * wage


@rule
def employment_grant(outcome, wage, law):
    """One-off employment grant 一次性伤残就业补助金 by the employer, yuan, expected likewise. Same articles."""
    if outcome < FIRST_GRANT or outcome >= GRADES:
        return 0.0
    k = outcome - FIRST_GRANT
    return law.employment_grant_months[k] * law.contract_end_share[k] * wage


@rule
def death_benefit(wage, local_wage, law):
    """Funeral grant, lump sum and survivors' pensions after a death at work, yuan. 工伤保险条例 第三十九条.

    The pensions of the survivors are paid out at once at their expected length: survivors have no rows of their own,
    and in a steady state the fund spends the same a year either way.
    """
    survivors = law.survivor_share * wage * 12.0 * law.survivor_years
    return law.funeral_months * local_wage + law.death_lump_sum + survivors


@rule
def fund_payment(outcome, pilot, wage, local_wage, law):
    """What does the fund pay in the year of an injury, yuan? 社会保险法 第三十八条; pilot: 人社部发〔2021〕110号.

    wage: `benefit_wage`. The pilot adds living support during treatment and leaves out the medical grant, or pays a
    share of it. Monthly allowances and nursing begin with the year after: `monthly_payment`.
    """
    total = law.treatment_cost[outcome]
    if outcome < GRADES:
        total += law.lump_sum_months[outcome] * wage
    if outcome == FATAL:
        total += death_benefit(wage, local_wage, law)
    grant = medical_grant(outcome, wage, law)
    if pilot == 1:
        return total + law.pilot_medical_grant_share * grant + law.pilot_living_share * law.leave_months[outcome] * wage
    return total + grant


@rule
def treatment_of(injured, law):
    """What does the treatment of a work injury cost, yuan? injured: 1 to 10 by grade, 11 without grade, 12 fatal."""
    return law.treatment_cost[injured - 1]


@rule
def expected_payment(pilot, wage, local_wage, share, law):
    """What does the fund pay for an injury on average, yuan? The sum over outcomes; share: their probabilities."""
    total = 0.0
    for outcome in range(OUTCOMES):
        total += share[outcome] * fund_payment(outcome, pilot, wage, local_wage, law)
    return total


@rule
def expected_payment_parts(pilot, share, law):
    """Mean payment for an injury as a sum: a fixed part, yuan; a part per yuan of own and per yuan of local wage.

    Every item of `fund_payment` is an amount of its own, a multiple of the benefit wage, or one of the local wage.
    """
    fixed = expected_payment(pilot, 0.0, 0.0, share, law)
    of_wage = (expected_payment(pilot, UNIT_WAGE, 0.0, share, law) - fixed) / UNIT_WAGE
    of_local_wage = (expected_payment(pilot, 0.0, UNIT_WAGE, share, law) - fixed) / UNIT_WAGE
    return fixed, of_wage, of_local_wage


@rule
def employer_payment(outcome, wage_month, wage, law):
    """What does the employer pay in the year of an injury, yuan? 社会保险法 第三十九条.

    The former wage during treatment (停工留薪期), wage_month yuan a month, and the employment grant on own wage.
    """
    return law.leave_months[outcome] * wage_month + employment_grant(outcome, wage, law)


@rule
def allowance_month(grade, wage, law):
    """Disability allowance 伤残津贴 of a grade, yuan a month, before the floor. 条例 第三十五、三十六条.

    Grades 5 and 6: expected over those whom the employer cannot place.
    """
    if grade > ALLOWANCES:
        return 0.0
    amount = law.allowance_share[grade - 1] * wage
    return amount if grade <= FUND_ALLOWANCES else law.no_suitable_work_share * amount


@rule
def monthly_payment(
    grade, allowance, pension_month, claim, months_retired, months_alive, minimum_wage, local_wage, law
):
    """What does the fund pay a person of grade 1 to 4 in a year, yuan? 条例 第三十四、三十五条; 社会保险法 第四十条.

    The allowance is not below the minimum wage. It stops with an employee or public pension, which the fund tops up
    to the allowance; a resident pension leaves it as it is. Nursing goes on for life.
    """
    full = max(allowance, minimum_wage)
    pensioned = months_retired if (claim == CLAIM_EMPLOYEE or claim == CLAIM_PUBLIC) else 0
    paid = full * (months_alive - pensioned) + max(full - pension_month, 0.0) * pensioned
    return paid + law.nursing_share[grade - 1] * local_wage * months_alive


@rule
def industry_rate(is_employed, employer, additional_rate, law):
    """Rate that the employer pays, share of the base: by industry mix for employees. 社会保险法 第三十四条."""
    if is_employed:
        return law.industry_rate[employer] + additional_rate
    return additional_rate
