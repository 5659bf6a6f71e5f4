"""The downloads as other programs open them: map programs, spreadsheets, R."""

import json
import shutil
import subprocess
import zipfile

import numpy as np
import pandas as pd
import pytest
import shapely

from helpers import control, events, load
from helpers.tables import schema
from helpers.views import cells as own_cells
from helpers.views import outlines
from helpers.vocabulary import HOLDERS, READINGS
from publish import downloads, layers
from publish.record import Record

PACKAGES = ("readr", "readxl", "jsonlite", "sf")
# what R is asked: rows, days, letters and shapes of what it opened
ASKED = """
suppressMessages({library(readr); library(readxl); library(jsonlite); library(sf)})
schema <- fromJSON("data/datapackage.json", simplifyVector = FALSE)
answer <- list()
for (resource in schema$resources) {
  table <- read_csv(file.path("data", resource$path), guess_max = Inf, show_col_types = FALSE)
  sheet <- read_excel("tables-1.2.3.xlsx", sheet = resource$name, guess_max = 100000)
  kinds <- function(from) sapply(from, function(column) class(column)[1])
  answer[[resource$name]] <- list(
    csv = nrow(table), excel = nrow(sheet), faults = nrow(problems(table)),
    kinds = as.list(kinds(table)), sheet_kinds = as.list(kinds(sheet)))
}
districts <- read_csv("data/districts.csv", show_col_types = FALSE)
answer$dari <- districts$district_fa
reports <- read_csv("data/reports.csv", guess_max = Inf, show_col_types = FALSE)
answer$first <- format(min(reports$date_lo))
answer$excel_first <- format(min(read_excel("tables-1.2.3.xlsx", "reports")$date_lo), "%Y-%m-%d")
cells <- st_read("derived/cells.geojson", quiet = TRUE)
answer$held <- as.list(table(cells$best_2021_07_01))
answer$valid <- sum(st_is_valid(cells) & !st_is_empty(cells))
answer$cell_first <- format(min(cells$date, na.rm = TRUE))
answer$points <- nrow(st_read("derived/districts.geojson", quiet = TRUE))
answer$events <- nrow(read_csv("derived/events.csv", guess_max = Inf, show_col_types = FALSE))
cat(toJSON(answer, auto_unbox = TRUE))
"""
# each type of the schema, as R calls it; of a column without a value R knows nothing
IN_R = {
    "string": {"character"},
    "list": {"character"},
    "date": {"Date", "POSIXct"},
    "integer": {"numeric"},
    "number": {"numeric"},
    "boolean": {"logical"},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Every download of one build, the zip of data/ unpacked among them."""
    folder = tmp_path_factory.mktemp("downloads")
    downloads.write(Record(), folder, "1.2.3")
    with zipfile.ZipFile(folder / "data-1.2.3.zip") as bundle:
        bundle.extractall(folder)
    return folder


def shape(feature):
    geometry = feature["geometry"]
    return geometry and shapely.from_geojson(json.dumps(geometry))


@pytest.fixture(scope="module")
def drawn(folder):
    """The cells as a table: properties, and a shape or None by P-code."""
    collection = json.loads((folder / "derived" / "cells.geojson").read_text(encoding="utf-8"))
    rows = pd.DataFrame([feature["properties"] for feature in collection["features"]])
    rows["shape"] = pd.Series([shape(f) for f in collection["features"]], dtype=object)
    return rows.set_index("pcode")


def test_cells_say_who_held_a_district_in_each_reading(drawn):
    for day in layers.key_days():
        held = control(day, day).set_index("pcode")
        for reading in READINGS:
            said = drawn[f"{reading}_{day:%Y_%m_%d}"]
            assert set(said) <= set(HOLDERS)
            assert said.to_dict() == held[reading].astype(str).to_dict()


def test_cells_and_points_say_the_last_capture(folder, drawn):
    taken = events()
    is_fall = taken["crossing_id"].isna() & (taken["kind"] == "captured")
    last = taken[is_fall].sort_values("date").groupby("pcode").last()
    for fact in ("date", "date_lo", "date_hi"):
        said = pd.to_datetime(drawn[fact].dropna())
        assert said.sort_index().to_dict() == last[fact].sort_index().to_dict()
    points = json.loads((folder / "derived" / "districts.geojson").read_text(encoding="utf-8"))
    told = pd.DataFrame([feature["properties"] for feature in points["features"]])
    assert told.set_index("pcode")["date"].equals(drawn["date"])


def test_cells_are_sound_shapes_of_one_kind(drawn):
    assert list(drawn.index) == list(load("districts")["pcode"])
    # a post inside another district has a point, and no area of its own
    without = drawn.index[drawn["shape"].isna()]
    areas = load("districts").set_index("pcode")["area_km2"]
    assert set(without) == set(areas.index[areas.isna()])
    shapes = drawn["shape"].dropna().to_numpy()
    assert shapely.is_valid(shapes).all()
    assert {each.geom_type for each in shapes} == {"MultiPolygon"}
    parts = shapely.get_parts(shapes)
    # RFC 7946, 3.1.6
    assert shapely.is_ccw(shapely.get_exterior_ring(parts)).all()


def test_outlines_that_somebody_downloaded_are_never_handed_on(drawn, tmp_path, monkeypatch):
    ids = load("districts")["shape_id"].dropna()
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    features = [
        {"type": "Feature", "geometry": square, "properties": {"shapeGroup": "AFG", "shapeID": one}}
        for one in ids
    ]
    path = tmp_path / "outlines.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    monkeypatch.setattr(outlines, "BOUNDARIES", path)
    # maps would draw them
    assert outlines.shapes()[1] == outlines.TRUE
    again = layers.areas(Record())["features"]
    first = shape(again[0])
    assert first.equals(drawn["shape"].iloc[0])
    cell = own_cells.cells(load("districts")).iloc[0]
    near = shapely.hausdorff_distance(first, cell)
    assert near < 10.0**-layers.DECIMALS


def test_days_of_the_workbook_are_days(folder):
    sheets = pd.read_excel(folder / "tables-1.2.3.xlsx", sheet_name=list(schema()))
    for name, described in schema().items():
        for field in described["schema"]["fields"]:
            if field["type"] == "date":
                written = sheets[name][field["name"]]
                # as text they could be neither counted nor filtered by month
                assert written.dtype.kind == "M", f"{name}.{field['name']}"
                assert written.dropna().tolist() == load(name)[field["name"]].dropna().tolist()


def has_r():
    if not shutil.which("Rscript"):
        return False
    wanted = ", ".join(f'"{name}"' for name in PACKAGES)
    asked = f"quit(status = !all(c({wanted}) %in% rownames(installed.packages())))"
    return subprocess.run(["Rscript", "-e", asked]).returncode == 0


@pytest.fixture(scope="module")
def answer(folder):
    """What R answers to ASKED."""
    if not has_r():
        pytest.skip(f"there is no R with {', '.join(PACKAGES)}")
    script = folder / "asked.R"
    script.write_text(ASKED)
    done = subprocess.run(["Rscript", script.name], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_r_reads_every_table_with_its_rows_and_kinds(answer):
    for name, described in schema().items():
        read = answer[name]
        assert read["csv"] == read["excel"] == len(load(name)), name
        assert read["faults"] == 0, name
        for field in described["schema"]["fields"]:
            if load(name)[field["name"]].notna().any() and field["type"] != "list":
                kinds = {read["kinds"][field["name"]], read["sheet_kinds"][field["name"]]}
                assert kinds <= IN_R[field["type"]], f"{name}.{field['name']}: {kinds}"


def test_r_reads_days_letters_and_shapes(answer):
    first = f"{load('reports')['date_lo'].min():%Y-%m-%d}"
    assert answer["first"] == answer["excel_first"] == first
    assert answer["dari"] == load("districts")["district_fa"].tolist()
    held = control("2021-07-01", "2021-07-01")["best"].astype(str).value_counts()
    assert answer["held"] == held.to_dict()
    n_districts = len(load("districts"))
    assert answer["points"] == n_districts
    assert answer["valid"] == np.count_nonzero(load("districts")["area_km2"].notna())
    assert answer["events"] == len(events())
    assert answer["cell_first"] == f"{events()['date'].min():%Y-%m-%d}"
