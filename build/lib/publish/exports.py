"""Downloads: the tables, what is derived from them, and the notebooks."""

import json

import zipfile
from publish.paths import BUILD, ROOT


def derived(folder):
    """The derived tables for users of other tools: events.csv, control.csv and districts.geojson (points, with the last capture of each)."""
    from helpers import control, events, load
    from helpers.vocabulary import LAST

    folder.mkdir(exist_ok=True)
    districts, found = load("districts"), events()
    names = ["pcode", "district", "province_pcode", "province", "is_capital"]
    told = found.merge(districts[names], on="pcode", validate="many_to_one")
    joined = {c: told[c].map(";".join) for c in ("origins", "reports")}
    told.assign(**joined).to_csv(
        folder / "events.csv", index=False, date_format="%Y-%m-%d", lineterminator="\n"
    )
    control(end=LAST, events=found).to_csv(
        folder / "control.csv", index=False, date_format="%Y-%m-%d", lineterminator="\n"
    )
    last = told[told["crossing_id"].isna() & (told["kind"] == "captured")].drop_duplicates(
        "pcode", keep="last"
    )
    facts = ["date", "date_lo", "date_hi", "manner", "n_origins", "support", "disputed"]
    rows = districts[[*names, "lon", "lat"]].merge(last[["pcode", *facts]], on="pcode", how="left")
    rows["n_origins"] = rows["n_origins"].astype("Int64")
    rows[facts[:3]] = rows[facts[:3]].apply(lambda days: days.dt.strftime("%Y-%m-%d"))
    points = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.pop("lon"), row.pop("lat")]},
            "properties": row,
        }
        for row in json.loads(rows.to_json(orient="records"))
    ]
    (folder / "districts.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": points}, ensure_ascii=False),
        encoding="utf-8",
    )
    return [folder / name for name in ("events.csv", "control.csv", "districts.geojson")]


def archive(target, members):
    """A zip whose bytes depend on nothing but its members."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in sorted(members):
            name = str(path.relative_to(BUILD if path.is_relative_to(BUILD) else ROOT))
            bundle.writestr(
                zipfile.ZipInfo(name, (2021, 8, 15, 0, 0, 0)),
                path.read_bytes(),
                zipfile.ZIP_DEFLATED,
            )
