"""Invented tables of any number of plans, as charts take them."""

import pandas as pd

from mzanalysis.resources import read_table


def cities(n: int) -> list[tuple[str, str]]:
    places = read_table("reading/places.csv").query("level != 'province'").head(n)
    return [(f"{p.adcode}-2025", p.short_name) for p in places.itertuples()]


def coverage(n: int) -> pd.DataFrame:
    shares = {"funeral": 0.25, "party": 0.004, "eldercare": 0.746, "law": 0.0}
    rows = [(p, c, t, s) for p, c in cities(n) for t, s in shares.items()]
    return pd.DataFrame(rows, columns=["plan_id", "city", "topic_code", "share"])


def intervals(n: int) -> pd.DataFrame:
    table = coverage(n)
    low, high = (table["share"] - 0.02).clip(lower=0), table["share"] + 0.02
    return table.assign(share_low=low, share_high=high)


def profile(n: int) -> pd.DataFrame:
    return intervals(1).assign(others_low=0.1, others_high=0.3)


def matrix(n: int) -> pd.DataFrame:
    table = pd.DataFrame({"topic_code": "funeral", "subtopic_code": ["funeral-fees", ""]})
    table["label"] = ["减项降费", "自定事项"]
    for i, (_, city) in enumerate(cities(n)):
        table[city] = ["figure" if i % 2 else "present", "absent"]
    return table


def strengths(n: int) -> pd.DataFrame:
    """Of 8 measures of a topic, 6 commit plainly; of the 4 on law, 3."""
    table = coverage(n)
    few = table["topic_code"] == "law"
    plain, softer = few.map({True: 3, False: 6}), few.map({True: 1, False: 2})
    parts = [("commit", 0.75, plain), ("explore", 0.25, softer)]
    return pd.concat(
        [table.assign(strength_code=code, share=s, n_measures=n) for code, s, n in parts]
    )


def terms(n: int) -> pd.DataFrame:
    rows = [(f"词{i}", f"词{i}", 9 - i, i, 3.0 - 1.2 * i) for i in range(4)]
    return pd.DataFrame(rows, columns=["term", "label", "n", "n_reference", "z"])


def similarity(n: int) -> pd.DataFrame:
    plans = cities(n)
    rows = [
        (p, q, a, b, topic, 1.0 if p == q else (i + j) / 100)
        for topic in ("all", "funeral")
        for i, (p, a) in enumerate(plans)
        for j, (q, b) in enumerate(plans)
    ]
    columns = ["plan_id_a", "plan_id_b", "city_a", "city_b", "topic_code", "similarity"]
    return pd.DataFrame(rows, columns=columns)


def dates(n: int) -> pd.DataFrame:
    due = pd.to_datetime(["2025-06-30", "2025-12-31", "2025-12-31", "2027-03-31"])
    rows = [(p, c, 2025, d) for p, c in cities(n) for d in due]
    return pd.DataFrame(rows, columns=["plan_id", "city", "year", "due_date"])


def figure(indicator: str, plan: int, value: float, unit: str = "个", **more: object) -> dict:
    plan_id, city = cities(plan + 1)[plan]
    row = {"indicator_id": indicator, "indicator": indicator, "plan_id": plan_id, "city": city}
    row |= {"value_base": value, "base_unit": unit, "comparator_code": "eq", "due_date": pd.NaT}
    row |= {"value_high_base": float("nan"), "axis": "added", "scope": "", "period": ""}
    return row | {"is_comparable": True, "reason": ""} | more


def figures(n: int) -> pd.DataFrame:
    return pd.DataFrame([figure("公益性公墓“示范”项目·一期", i, 10.0 + i) for i in range(n)])
