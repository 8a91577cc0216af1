"""The codes that integer columns hold, and their names in code, tables and plots.

Every code is an `IntEnum`, so that people read names; the plain integers below each enum are what compiled
stages compare with, because a compiled function may only read module globals that never change.
"""

from enum import IntEnum


class Sex(IntEnum):
    MALE = 0
    FEMALE = 1


class Education(IntEnum):
    """Highest level attained 受教育程度."""

    PRIMARY = 0  # primary school or less 小学及以下
    LOWER_SECONDARY = 1  # 初中
    UPPER_SECONDARY = 2  # 高中/中专
    TERTIARY = 3  # 大专及以上


class Hukou(IntEnum):
    """Household registration 户籍: kind and whether it is at the place of residence."""

    URBAN_LOCAL = 0
    URBAN_NONLOCAL = 1
    RURAL_LOCAL = 2
    RURAL_NONLOCAL = 3


class Status(IntEnum):
    """Labour status 就业状态. Coverage is a different matter and has columns of its own."""

    STUDENT = 0
    EMPLOYEE = 1  # wage worker outside the public sector, insured or not 企业职工
    PUBLIC = 2  # public employee 机关事业单位人员
    PLATFORM = 3  # platform worker 平台从业人员
    SELF_EMPLOYED = 4  # self-employed without employees 无雇工个体工商户
    CASUAL = 5  # casual or part-time worker 非全日制/零工
    FARMER = 6
    UNEMPLOYED = 7
    OUT = 8  # out of the labour force
    RETIRED = 9  # left work with a pension claim


class Employer(IntEnum):
    """Employer type 单位类型 of a wage worker, which decides enrolment and declared base."""

    NONE = 0
    PUBLIC = 1
    STATE_OWNED = 2
    FOREIGN = 3  # foreign, Hong Kong, Macao and Taiwan invested
    COMPANY = 4  # limited liability and joint stock companies
    PRIVATE_LARGE = 5
    PRIVATE_MEDIUM = 6
    PRIVATE_SMALL = 7
    HOUSEHOLD_BUSINESS = 8  # employee of a self-employed business or on a building site


class Sector(IntEnum):
    """Platform sector 平台行业."""

    FOOD_DELIVERY = 0  # food and instant delivery 外卖/即时配送
    PARCEL = 1  # 快递
    RIDE_HAILING = 2  # 网约车
    FREIGHT = 3  # same-city and trunk freight 货运
    DOMESTIC_WORK = 4  # 家政
    ONLINE_WORK = 5  # 线上众包/直播


class Group(IntEnum):
    """Insurance group: which rules of the law of the year apply to a person's work."""

    NONE = 0  # not in paid work, or a farmer
    EMPLOYEE = 1  # 职工
    PUBLIC = 2
    SELF_EMPLOYED = 3  # flexible worker 灵活就业人员 without a platform
    CASUAL = 4  # flexible worker without a platform, casual or part-time
    PLATFORM = 5  # flexible worker on a platform


class PensionScheme(IntEnum):
    """Pension enrolment 养老参保 at the end of the year; dormant members keep their scheme with no paid months."""

    NONE = 0
    RESIDENT = 1
    EMPLOYEE = 2  # through an employer
    FLEXIBLE = 3  # individual payer in the employee scheme 以个人身份参保
    PUBLIC = 4


class PensionOption(IntEnum):
    """What a person who may choose has chosen."""

    NONE = 0
    RESIDENT = 1
    FLOOR = 2  # employee scheme, base at the floor
    INCOME = 3  # employee scheme, base at own income
    AVERAGE = 4  # employee scheme, base at the average wage


class MedicalScheme(IntEnum):
    NONE = 0
    RESIDENT = 1
    EMPLOYEE = 2  # through an employer
    FLEXIBLE = 3  # individual payer in the employee scheme
    RETIREE = 4  # employee scheme, free after the required years


class Claim(IntEnum):
    """Pension in payment 待遇领取状态."""

    NONE = 0
    EMPLOYEE = 1  # employee pension, enterprise rules
    PUBLIC = 2
    RESIDENT = 3
    DISABILITY = 4  # 病残津贴


class Alive(IntEnum):
    NOT_YET = 0  # row reserved for a later entrant
    LIVING = 1
    DEAD = 2


class Branch(IntEnum):
    PENSION = 0
    MEDICAL = 1
    INJURY = 2
    UNEMPLOYMENT = 3
    MATERNITY = 4
    CARE = 5
    RESIDENT_PENSION = 6
    RESIDENT_MEDICAL = 7


class Payer(IntEnum):
    WORKER = 0
    PLATFORM = 1
    USER = 2
    EMPLOYER = 3
    TREASURY = 4


BRANCHES = tuple(branch.name.lower() for branch in Branch)
PAYERS = tuple(payer.name.lower() for payer in Payer)
GROUPS = tuple(group.name.lower() for group in Group)
SECTORS = tuple(sector.name.lower() for sector in Sector)

MALE, FEMALE = 0, 1
STUDENT, EMPLOYEE, PUBLIC, PLATFORM, SELF_EMPLOYED, CASUAL, FARMER, UNEMPLOYED, OUT, RETIRED = range(10)
GROUP_NONE, GROUP_EMPLOYEE, GROUP_PUBLIC, GROUP_SELF_EMPLOYED, GROUP_CASUAL, GROUP_PLATFORM = range(6)
PENSION_NONE, PENSION_RESIDENT, PENSION_EMPLOYEE, PENSION_FLEXIBLE, PENSION_PUBLIC = range(5)
OPTION_NONE, OPTION_RESIDENT, OPTION_FLOOR, OPTION_INCOME, OPTION_AVERAGE = range(5)
MEDICAL_NONE, MEDICAL_RESIDENT, MEDICAL_EMPLOYEE, MEDICAL_FLEXIBLE, MEDICAL_RETIREE = range(5)
CLAIM_NONE, CLAIM_EMPLOYEE, CLAIM_PUBLIC, CLAIM_RESIDENT, CLAIM_DISABILITY = range(5)
NOT_YET, LIVING, DEAD = range(3)
URBAN_LOCAL, URBAN_NONLOCAL, RURAL_LOCAL, RURAL_NONLOCAL = range(4)
