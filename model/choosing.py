"""Who may choose at all, with which resources, at whose rates? Shared by the choices of pension and medical cover."""

from agents.codes import GROUP_PUBLIC
from agents.compiled import rule
from agents.enrolment import CLASS_CASUAL, CLASS_FARMER

FLEXIBLE_GROUP_OF_OTHERS = 3  # persons without flexible work pay as individuals without a platform
SPAN = 128  # choosers weighed in one go; what is gathered of them stands in rows


@rule
def rate_group(group):
    """Insurance group whose individual rates a chooser pays: his own, or the self-employed's."""
    return group if group > 2 else FLEXIBLE_GROUP_OF_OTHERS


@rule
def resources_of(income_year, average_wage, floor_share):
    """Yearly resources with which a chooser weighs costs: earnings, or what the family guarantees."""
    return max(income_year, floor_share * 12.0 * average_wage)


@rule
def may_pay_as_individual(choice_class, eligible, hukou, u_barred, limit):
    """May a chooser join an employee scheme by himself? By class, the group's right, and local registration.

    eligible: share of the group that the branch is open to; limit: share of non-locals barred in the province. It
    takes no law as a whole, which compiled code would count references of at every call.
    """
    return (choice_class < CLASS_FARMER) & (eligible > 0.0) & ((hukou % 2 == 0) | (u_barred >= limit))


@rule
def distance_of(choice_class, group, employee_wide, identity_penalty):
    """What keeps a flexible worker away from schemes of employees, to whom he does not belong 身份认同? Utility.

    Nothing where the law counts him as a kind of employee, which it does not for those whom its definition misses.
    """
    belongs = (employee_wide == 1) & (group > GROUP_PUBLIC)
    return identity_penalty if (choice_class <= CLASS_CASUAL) & (not belongs) else 0.0
