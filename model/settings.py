"""What does a run depend on besides the design? Its size, horizon, seed, economy variant and behaviour."""

from typing import Annotated, Literal, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, WithJsonSchema, field_validator, model_validator
from pydantic_core import PydanticKnownError

from model.persons_file import MOST_RECORDS, PersonsFile
from model.start_year import BASE_YEAR


def constant(default, low, high, unit: str, evidence: str):
    """A behavioural constant: default within [low, high], its unit, and its evidence or the word "assumed"."""
    return Field(
        default=default, ge=low, le=high, description=evidence, json_schema_extra={"unit": unit, "evidence": evidence}
    )


class BehaviourSettings(BaseModel):
    """How do people decide? Every constant has a unit, evidence or "assumed", and a range."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    risk_aversion: float = constant(
        2.0,
        0.5,
        5.0,
        "CRRA",
        "assumed 2; 1.5-4 is usual in life-cycle models of China (İmrohoroğlu and Zhao 2018 use 3)",
    )
    discount_rate: float = constant(
        0.03, 0.0, 0.06, "a year, real", "field practice in China models discounts old-age income at 2-5 % real"
    )
    present_bias: float = constant(
        0.85, 0.5, 1.0, "beta", "international meta-estimates 0.82-0.97 for money; first-payment relief evidence"
    )
    trust: float = constant(
        0.75, 0.2, 1.0, "share of promised benefits believed", "assumed; CFPS logits find trust among the drivers"
    )
    transfer_loss_shortfall: float = constant(
        0.2,
        0.0,
        0.6,
        "share of moves without transfer if no pooled money moved",
        "assumed: with 12 of 16 points and two months a tenth of the movers never transfers (0-0.3); MOHRSS counts "
        "1.8-3.3 m transfers between provinces a year",
    )
    transfer_loss_delay: float = constant(
        0.025, 0.0, 0.08, "share of moves without transfer, a month of delay", "assumed, as above"
    )
    record_recovery_year: float = constant(
        0.05, 0.0, 0.5, "a year", "assumed: pension records left behind that a later request collects"
    )
    subsistence_share: float = constant(
        0.10,
        0.03,
        0.2,
        "share of average wage",
        "urban minimum living standard is about a tenth of W (about 800 of 8,026)",
    )
    support_floor_share: float = constant(
        0.25, 0.1, 0.5, "share of average wage", "assumed: resources of a person with little income, family included"
    )
    old_age_support_share: float = constant(
        0.15, 0.05, 0.4, "share of average wage", "assumed: resources in old age besides the insured pension"
    )
    taste_scale_pension: float = constant(
        0.45, 0.1, 2.0, "utility", "set so that enrolment reacts to own cost with about -0.4 (range -0.2 to -0.8, low)"
    )
    taste_scale_base: float = constant(
        0.12, 0.02, 1.0, "utility", "assumed: bases within the scheme are close substitutes"
    )
    taste_scale_medical: float = constant(
        0.30, 0.05, 2.0, "utility", "assumed, as pension; adverse selection ratio checks it"
    )
    habit: float = constant(0.3, 0.0, 3.0, "utility", "assumed; inertia in Chen, Hu and Sindelar 2017 (CFPS 2012)")
    peer_weight: float = constant(
        0.5, 0.0, 2.0, "utility per unit of share", "assumed; peer and information effects exist"
    )
    identity_penalty: float = constant(
        0.0,
        -0.1,
        0.5,
        "utility",
        "assumed 0, 0.1 plausible: what keeps flexible workers, who belong to no unit, out of employee schemes (below "
        "0: draws them in); a wide meaning of employee removes it, and base-year choices contain it",
    )
    second_share: float = constant(
        0.3,
        0.1,
        0.5,
        "share of orders, a further platform",
        "assumed: the main platform hands out most orders of those who work for several",
    )
    continue_member: float = constant(
        0.80, 0.5, 0.98, "probability", "months paid per year by flexible payers 9.3 of 12 (8-11), assumed"
    )
    continue_new: float = constant(
        0.60, 0.2, 0.95, "probability", "assumed: persons outside the scheme expect fewer months"
    )
    vesting_spread_months: float = constant(36.0, 6.0, 96.0, "months", "assumed: uncertainty about own future months")
    paid_months_flexible: float = constant(
        9.3, 6.0, 12.0, "months a year", "9.3 (8-11): interruption, yearly payment allowed"
    )
    signal_share: float = constant(
        0.35,
        0.0,
        0.9,
        "share of log variance",
        "assumed: how much of the year's illness a person foresees in January, and of stays to come in July",
    )
    medical_risk_weight: float = constant(0.5, 0.0, 2.0, "weight", "assumed: price of the variance of own medical cost")
    early_claim_hazard: float = constant(
        0.30, 0.0, 1.0, "a year in the window", "assumed; elective early exit is new since 2025"
    )
    late_claim_share: float = constant(
        0.05, 0.0, 0.5, "share of the eligible", "assumed; needs the employer's agreement"
    )
    post_claim_work_share: float = constant(
        0.12, 0.0, 0.5, "share of claimants", "assumed; about 12 % of urban pensioners work"
    )
    unemployment_take_up: float = constant(
        0.55, 0.1, 1.0, "share of entitled job losers", "assumed; 10-15 % of the surveyed unemployed draw benefits"
    )
    involuntary_share: float = constant(
        0.6, 0.2, 1.0, "share of job losses", "assumed; Art. 45 requires involuntary loss"
    )
    voluntary_take_up_injury: float = constant(
        0.15,
        0.02,
        0.5,
        "share of those to whom the branch is open",
        "assumed; work injury insurance alone is open to couriers in Zhejiang, 53,600 joined by 2023, a small part",
    )
    voluntary_take_up_unemployment: float = constant(
        0.10,
        0.02,
        0.4,
        "share of those to whom the branch is open",
        "assumed; individual payers of some cities may join, no series is published",
    )
    take_up_selection: float = constant(
        2.0,
        0.0,
        9.0,
        "relative to others, less one",
        "assumed: who knows that he will lose work joins three times as often",
    )
    drop_share: float = constant(
        0.5, 0.3, 0.8, "share of last year's income", "assumed: fall of flexible income that is loss of work"
    )
    claim_response: float = constant(
        0.3,
        0.0,
        1.0,
        "rise of the hazard of losing work",
        "assumed: moral hazard of flexible workers who may claim; nobody dismisses them",
    )
    bunching_width: float = constant(
        0.10, 0.0, 0.3, "share of the threshold", "assumed: how far above it incomes are reported below it"
    )
    bunching_share: float = constant(
        0.3, 0.0, 0.8, "share of those just above who are bound", "assumed; own income is hard to verify"
    )
    evasion_intercept: float = constant(
        -0.4, -4.0, 4.0, "log-odds", "assumed: evasion of a costless mandate without enforcement, 40 %"
    )
    evasion_response: float = constant(
        3.0, 0.0, 15.0, "log-odds per utility", "assumed; higher wedge, lower participation"
    )
    evasion_enforcement: float = constant(12.0, 0.0, 60.0, "log-odds per unit of detection x fine", "assumed")
    reported_share: float = constant(
        0.75, 0.3, 1.0, "share of income declared", "assumed from declared bases of private firms (0.6-0.8 of pay)"
    )
    report_response: float = constant(
        2.0,
        0.0,
        6.0,
        "share declared per unit of detection a year",
        "assumed: a detection of 0.10 instead of 0.02 raises the share declared by 0.16",
    )
    report_burden: float = constant(
        1.0,
        0.0,
        3.0,
        "share declared per unit of the own pension rate",
        "assumed: 12 instead of 20 % raises the share declared by 0.08",
    )
    matching_salience: float = constant(
        0.3,
        0.0,
        1.0,
        "share of a matching subsidy that choosers count",
        "assumed; matching had no significant effect on enrolment in the rural scheme (Lin et al.)",
    )
    monthly_deviation: float = constant(
        0.35,
        0.1,
        0.8,
        "standard deviation of the log of a month's income",
        "assumed: income of flexible workers within a year",
    )
    pause_tolerance: float = constant(
        0.5,
        0.2,
        0.8,
        "share of payments that income covers",
        "assumed: below it nobody joins a scheme that allows no pause",
    )
    arrears_take_up: float = constant(
        0.3,
        0.0,
        1.0,
        "share of payers with missed months",
        "assumed: who would pay them later if the law let him; who lacks months for a pension always would",
    )
    arrears_savings_multiple: float = constant(
        2.0, 1.0, 10.0, "yuan of savings per yuan paid up", "assumed: nobody empties his savings for missed months"
    )
    pay_response: float = constant(
        1.0, 0.0, 4.0, "log-odds per log point of net pay", "assumed; platform labour supply"
    )
    benefit_valuation: float = constant(
        0.3,
        0.0,
        1.0,
        "yuan of pay per yuan of benefit",
        "assumed; with it a platform's charge lowers pay by 0.4-0.7: between the short run (0.19, Nielsen and Smyth "
        "2008 for Shanghai firms; 0.1-0.4) and the long run (0.5-1)",
    )
    bargaining_power: float = constant(
        0.0,
        -1.0,
        1.0,
        "-1 workers bear the whole charge, 0 as the market, 1 nothing",
        "assumed; the article calls it weak",
    )
    profit_volatility: float = constant(
        1.0,
        0.0,
        2.0,
        "times the deviations of the platforms' margins",
        "deviations of platforms.csv from company reports, mostly assumed; 0 ends good and bad years",
    )
    profit_persistence: float = constant(
        0.6, 0.0, 0.9, "autocorrelation a year", "assumed: a price war or a boom lasts two to three years"
    )
    profit_common_share: float = constant(
        0.5, 0.0, 1.0, "share of variance", "assumed: how far profits of a sector's platforms move together"
    )
    profit_shifting: float = constant(
        0.8,
        0.4,
        1.5,
        "log of declared profit per unit of the rate",
        "semi-elasticity of reported profit, consensus of 27 studies (Heckemeyer and Overesch 2017)",
    )
    labour_demand_elasticity: float = constant(
        0.5,
        0.0,
        2.0,
        "log-odds of leaving employment for flexible work per log point of relative labour cost",
        "assumed and swept; no estimate for China",
    )
    formal_pass_through: float = constant(
        0.25,
        0.1,
        0.4,
        "share of a change of employers' contributions",
        "first year; 0.19 in Shanghai firms (Nielsen and Smyth 2008), short run 0.1-0.4",
    )
    formal_pass_through_late: float = constant(
        0.75, 0.5, 1.0, "share of a change of employers' contributions", "after ten years; long run 0.5-1"
    )
    contract_elasticity: float = constant(
        3.0,
        0.0,
        10.0,
        "log-odds of employment per unit of labour cost over pay",
        "assumed: employers' rates of about 0.27 of pay leave 4 to 5 of 10 new employees in the relationship",
    )
    buffer_years: float = constant(0.5, 0.1, 2.0, "years of income", "assumed: precautionary target")
    wealth_adjustment: float = constant(0.12, 0.02, 0.5, "a year", "assumed: speed towards the wealth target")
    life_cycle_target: float = constant(
        4.0, 0.0, 8.0, "years of income at age 60", "assumed; household saving rate 32 % (NBS 2025)"
    )
    pension_crowd_out: float = constant(
        0.35,
        0.0,
        1.0,
        "yuan of wealth per yuan of pension wealth",
        "assumed 0.2-0.6; Feng, He and Sato 2011 find 0.3-0.4",
    )
    consumption_floor_share: float = constant(
        0.08, 0.02, 0.2, "share of average wage", "urban minimum living standard, yuan a month over W"
    )
    family_share: float = constant(
        0.22,
        0.0,
        0.5,
        "share of resources above the family floor",
        "assumed: support among relatives beyond the couple",
    )


class PastLevels(BaseModel):
    """Which levels and trends had 2016 to 2025? Factors and drifts that the backcast identifies; neutral by default.

    They act between the backcast's start and 2025 alone: the base year 2025 meets its own published totals. What they
    change is in model/past_levels.py, their estimates are in calibration/data/estimates.csv.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    declared_base: float = constant(1.0, 0.8, 1.25, "times the declared bases of employees", "neutral; range assumed")
    pension_award: float = constant(
        1.0, 0.7, 1.6, "times the pension base of new awards", "neutral; ratio of 2019-2024 to the wage is assumed"
    )
    employee_pension_drift: float = constant(
        0.0, -0.1, 0.2, "utility a year since 2015", "neutral; offices and online payment made joining easier"
    )
    resident_medical_drift: float = constant(
        0.0, -0.1, 0.1, "utility a year since 2015", "neutral; premiums rose, double members were removed"
    )
    employee_medical_drift: float = constant(0.0, -0.1, 0.2, "utility a year since 2015", "neutral; as for the pension")
    medical_retirement_months: float = constant(
        1.0, 0.4, 1.1, "times the months that free cover in retirement needs", "neutral; local rules ask 15 to 30 years"
    )
    resident_payment: float = constant(1.0, 0.4, 1.6, "times the tier that residents choose", "neutral; low confidence")
    resident_premium: float = constant(
        1.0, 0.8, 1.1, "times premium and subsidy of resident medical", "neutral; exemptions and late transfers"
    )
    collected_unemployment: float = constant(1.0, 0.6, 1.2, "times the collected share", "neutral; 0.82-1.0 over 0.89")
    collected_injury: float = constant(1.0, 0.7, 1.2, "times the collected share", "neutral; 0.69-1.0 over 0.87")
    medical_cost_employee: float = constant(1.0, 0.7, 1.4, "times cost in 2025", "neutral; range assumed")
    medical_cost_employee_growth: float = constant(
        0.0, -0.05, 0.08, "log points a year by which cost grew more", "neutral; spending per member is no pure price"
    )
    medical_cost_resident: float = constant(1.0, 0.7, 1.4, "times cost in 2025", "neutral; range assumed")
    medical_cost_resident_growth: float = constant(
        0.0, -0.08, 0.08, "log points a year by which cost grew more", "neutral; as for employees"
    )
    care_cost: float = constant(1.0, 0.5, 2.0, "times the standard cost of care", "neutral; range assumed")
    injury_hazard: float = constant(1.0, 0.6, 1.5, "times the hazard of injury", "neutral; range assumed")
    injury_hazard_growth: float = constant(
        0.0, -0.05, 0.08, "log points a year by which hazards rose more", "neutral; cover spread to building sites"
    )
    unemployment_claims: float = constant(1.0, 0.5, 1.8, "times the recognised losses of work", "neutral; take-up low")


class Settings(BaseModel):
    """Everything a run depends on besides the design."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    population: Annotated[int, Field(ge=1, description="living records at the start")] = 100_000
    start: Annotated[
        Literal[2015, 2025], Field(description="year at whose end the run starts: 2015 for the backcast")
    ] = 2025
    until: Annotated[int, Field(ge=2016, le=2125, description="last simulated year")] = 2075
    seed: Annotated[int, Field(ge=0, lt=2**63, description="root seed")] = 1
    replication: Annotated[int, Field(ge=0, description="number of the replication, which draws the luck")] = 0
    population_replication: Annotated[
        int | None, Field(ge=0, description="draw of the base population; none: that of the replication")
    ] = None
    variant: Literal["low", "mid", "high"] = "mid"
    entrants_scored_until: int = 2050
    balance_rule: Literal["none", "treasury"] = "none"
    lifetime_ledger: Annotated[
        bool, Field(description="keep what each type pays into social insurance, gets and consumes, and distributions")
    ] = False
    group_years: Annotated[
        int,
        Field(ge=0, description="years between counts of coverage and burden by groups of persons; 0: never counted"),
    ] = 0
    platform_spending: Literal["low", "mid", "high"] = "mid"
    profit_cycle: Annotated[
        Literal["drawn", "mean"],
        Field(description="platforms' profits as luck draws good and bad years, or the mean of them in every year"),
    ] = "drawn"
    peers: bool = True
    platform_response: bool = True
    consumption_tax: bool = True
    family_pool: bool = True
    households: Annotated[bool, Field(description="husband and wife share consumption and inherit")] = True
    migration: bool = True
    persons: Annotated[
        PersonsFile | None,
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "null"}]}),
        Field(description="persons in place of the synthetic ones: the folder that `linghuo population import` wrote"),
    ] = None
    behaviour: BehaviourSettings = BehaviourSettings()
    past: PastLevels = PastLevels()

    @field_validator("until")
    @classmethod
    def _after_start(cls, until: int, info: ValidationInfo) -> int:
        first = info.data.get("start", 0) + 1  # a wrong start is told by itself
        if until < first:
            raise PydanticKnownError("greater_than_equal", {"ge": first})
        return until

    @model_validator(mode="after")
    def _cycle_is_known(self):
        if self.start < BASE_YEAR and self.profit_cycle == "drawn":
            raise ValueError("profit_cycle: good and bad years are drawn from 2016 on; a start in 2015 needs `mean`")
        return self

    @model_validator(mode="after")
    def _persons_are_of_the_base_year(self):
        if self.persons is not None and self.start != BASE_YEAR:
            raise ValueError(f"persons: imported persons are those of the end of {BASE_YEAR}, where the run must start")
        if self.persons is not None and self.population > MOST_RECORDS:
            raise ValueError(f"population: {self.population} is too large, with imported persons up to {MOST_RECORDS}")
        return self

    @property
    def population_draw(self) -> int:
        """Which draw of the base population is this? That of the replication unless another is asked for."""
        return self.replication if self.population_replication is None else self.population_replication

    def frozen_channels(self) -> "Settings":
        """The same settings with peers, platform response, consumption tax, family pool and households frozen."""
        channels = ("peers", "platform_response", "consumption_tax", "family_pool", "households")
        return self.model_copy(update=dict.fromkeys(channels, False))


Behaviour = NamedTuple(
    "Behaviour",
    [
        *((name, float) for name in BehaviourSettings.model_fields),
        ("pay_change", np.ndarray),
        ("cost_change", np.ndarray),
    ],
)
Behaviour.__doc__ = "The constants as compiled stages see them: floats, and changes by destination of a job move."


def behaviour_of(settings: BehaviourSettings, pay_change=None, cost_change=None) -> Behaviour:
    """Which constants do the stages of this run read?

    pay_change, cost_change: log points by destination of a job move, of net pay there and of an employee's labour
    cost over that of a worker there; none: zero.
    """
    changes = [
        np.zeros(8) if change is None else np.ascontiguousarray(change, dtype=np.float64)
        for change in (pay_change, cost_change)
    ]
    constants = {name: float(value) for name, value in settings.model_dump().items()}
    return Behaviour(**constants, pay_change=changes[0], cost_change=changes[1])
