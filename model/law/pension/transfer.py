"""What becomes of a pension record when its owner moves to another province? 国办发〔2009〕66号; 人社厅发〔2019〕94号.

Scalar rules of the transfer 转移接续, and the stage that applies them to those who have moved.
"""

import numpy as np

from agents.codes import CLAIM_NONE, MEDICAL_FLEXIBLE, PENSION_FLEXIBLE
from agents.compiled import rule, stage
from agents.elementary import exp
from model.law.medical.rules import wait_after_move

NOWHERE = -1


@rule
def pooled_transfer(pooled_share, bases_sum):
    """Pooled money that goes with a record to another province, yuan. 国办发〔2009〕66号 第四条.

    pooled_share: 12 % in the law in force, whatever rate was paid; bases_sum: contribution bases of all months
    paid since 1998, yuan. A record of less than a year counts by its months.
    """
    return pooled_share * bases_sum


@rule
def bases_of(index_months, average_wage, wage_growth, months):
    """Sum of the bases behind index months, yuan: paid one after another up to now, while wages grew at one rate.

    A record keeps the ratios of base to average wage, not the yuan; average_wage: of now, yuan a month.
    """
    g = wage_growth * months / 12.0
    return index_months * average_wage * ((1.0 - exp(-g)) / g if g > 1e-9 else 1.0)


@rule
def moves_along(is_home, age_months, kept_age_months):
    """Does the pension relation go to the new province? 1 or 0. 国办发〔2009〕66号 第五条.

    It does for whoever returns to the province of registration (户籍), and before the age, 50 for men and 40 for
    women, from which the new province only opens a temporary account 临时账户.
    """
    return 1 if is_home or age_months < kept_age_months else 0


@rule
def place_of_receipt(home, relation, months_there, receipt_months, earlier):
    """Which province awards the pension 待遇领取地? 国办发〔2009〕66号 第六条.

    The province of registration if the relation is there; else the province of the relation with at least
    `receipt_months` (120) paid there; else the last earlier one with as many; else the province of registration.

    home, relation: provinces of registration and of the pension relation; earlier: that earlier province, or -1
    """
    if relation == home or months_there >= receipt_months:
        return relation
    return earlier if earlier >= 0 else home


@rule
def lost_share(pooled_share, full_pooled_rate, delay_months, loss_of_shortfall, loss_of_delay):
    """Share of the moves between provinces after which the record is not transferred; 0 to 1.

    The receiving province owes the whole pension for the pooled share that comes with the person, so its office has
    less reason to help the larger the part that stays behind; and people give up the longer it takes.

    full_pooled_rate: rate of the pooled fund; loss_of_shortfall: share lost if no pooled money came; loss_of_delay:
    share lost for each month
    """
    shortfall = max(1.0 - pooled_share / full_pooled_rate, 0.0)
    return min(loss_of_shortfall * shortfall + loss_of_delay * delay_months, 1.0)


@stage
def carry_records(
    months_alive, sex, age_months, claim, pension_scheme, medical_scheme, deemed_months, province, home_province,
    moved_from, transfer_draw, u_migrate, migration, economy, law_pension, law_coverage, law_medical, pension_months,
    index_sum, pension_account, medical_wait, record_province, record_start_months, receipt_province, left_province,
    left_months, left_index, transfer_gap_months, transfer_pension_pooled,
):  # fmt: skip
    """Transfer of the records of those who have changed province; records left behind are collected later.

    A record that is not transferred stays in the province left, with its paid months and their index; the account
    stays the person's. It is collected when he comes back there or, with a yearly probability, by a later request.
    Pensioners' records stay where they were awarded.
    """
    touched = np.empty(claim.size, dtype=np.uint32)  # their rows
    count = 0
    for i in range(claim.size):
        transfer_gap_months[i] = 0
    for i in range(claim.size):
        transfer_pension_pooled[i] = 0.0
    for i in range(claim.size):
        touched[count] = i
        some = (moved_from[i] >= 0) | (left_months[i] > 0)
        count += 1 if some & (months_alive[i] > 0) & (claim[i] == CLAIM_NONE) else 0
    delay = law_coverage.transfer_delay_months
    for k in range(count):
        i = touched[k]
        if moved_from[i] < 0:
            if u_migrate[i] > 1.0 - migration.recovery_year:  # the low end of the draw has decided that he stays
                pension_months[i] += left_months[i]
                record_start_months[i] += left_months[i]
                index_sum[i] += left_index[i]
                left_months[i] = 0
                left_index[i] = 0.0
            continue
        goal = province[i]
        months = pension_months[i]
        transferred = transfer_draw[i] >= migration.transfer_loss
        if medical_scheme[i] == MEDICAL_FLEXIBLE:
            wait = wait_after_move(
                transferred, delay, law_medical.waiting_grace_months, law_medical.waiting_months[goal]
            )
            medical_wait[i] = max(medical_wait[i], int(wait + 0.5))
        if months == 0:
            record_province[i] = goal
            record_start_months[i] = 0
        elif moves_along(goal == home_province[i], age_months[i], law_pension.transfer_kept_age_months[sex[i]]):
            since = months - record_start_months[i]
            if transferred:
                left = record_province[i]
                if left != goal:
                    if since >= law_pension.receipt_months:
                        receipt_province[i] = left
                    bases = bases_of(index_sum[i], law_pension.province_wage[left], economy.wage_growth, months)
                    transfer_pension_pooled[i] = pooled_transfer(law_coverage.transfer_pooled_share, bases)
                    pension_account[i] *= law_pension.transfer_account_share
                    record_province[i] = goal
                    record_start_months[i] = months
                if pension_scheme[i] == PENSION_FLEXIBLE:
                    transfer_gap_months[i] = int(delay + 0.5)
            else:
                index = index_sum[i] * (months / (1.0 * months + deemed_months[i]))
                left_months[i] += months
                left_index[i] += index
                left_province[i] = record_province[i]
                index_sum[i] -= index
                pension_months[i] = 0
                record_province[i] = goal
                record_start_months[i] = 0
        if left_months[i] > 0 and left_province[i] == goal:
            pension_months[i] += left_months[i]
            index_sum[i] += left_index[i]
            left_months[i] = 0
            left_index[i] = 0.0
            record_province[i] = goal
