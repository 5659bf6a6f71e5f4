"""A reader's own UCDP GED file: read by the names of its columns, placed, summed with bounds."""

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from helpers.analysis import ged

# made up, in the form of UCDP's file; nothing of it is from there
# two that are placed by name, one of them with an hour of midnight; one over three days; one known
# to the province, one to the country; another country, another year; one-sided; a name that nobody
# knows; a point far from the named province
MADE_UP = (Path(__file__).parent / "ged_made_up.csv").read_text(encoding="utf-8")
COLUMNS, *ROWS = MADE_UP.splitlines()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "GEDEvent_v25_1.csv"
    path.write_text(MADE_UP, encoding="utf-8")
    return path


def test_events_of_the_country_and_the_days_are_kept(file):
    found = ged.read(file)
    assert found["id"].tolist() == ["1", "2", "3", "4", "5", "8", "9", "10"]
    assert found["type"].iloc[5] == "one_sided"


def test_a_district_is_found_by_name_and_by_point(file):
    found = ged.read(file).set_index("id")
    assert found.loc[["1", "2", "9"], "pcode"].tolist() == ["AF1905"] * 3
    assert found.loc["1", "placed_by"] == "name"
    assert found.loc["2", "placed_by"] == found.loc["9", "placed_by"] == "point"
    assert found.loc["8", "pcode"] == "AF0101"


def test_what_is_known_of_the_province_alone_is_given_to_no_district(file):
    found = ged.read(file).set_index("id")
    assert found.loc[["4", "5", "10"], "pcode"].isna().all()
    assert found.loc["4", "province_pcode"] == "AF30"
    assert found.loc["5", "placed_by"] == "country"
    assert found.loc["10", "placed_by"] == "province"


def test_deaths_by_district_and_province_keep_their_bounds(file):
    found = ged.read(file)
    districts = ged.by_district(found).set_index("pcode")
    assert districts.loc["AF1905", ["low", "best", "high"]].tolist() == [6, 18, 32]
    provinces = ged.by_province(found).set_index("province")
    assert provinces.loc["Hilmand", "best"] == 7
    assert provinces["best"].sum() == found["best"].sum() - 4


def test_an_event_of_several_days_widens_each_of_them(file):
    days = ged.by_day(ged.read(file)).set_index("date")
    assert days.loc["2021-06-21", ["events", "low", "best", "high"]].tolist() == [2, 5, 7, 31]
    assert days.loc["2021-06-20", ["events", "low", "best", "high"]].tolist() == [0, 0, 0, 20]


@pytest.mark.parametrize(
    "text, message",
    [
        ("a,b\n1,2\n", "lacks the columns id, country"),
        ("", "was expected"),
        (COLUMNS.replace("best", "beste") + "\n", "the CSV of UCDP GED .* lacks the columns best"),
        (COLUMNS + "\n" + ROWS[5] + "\n", "has no event in Afghanistan"),
        (COLUMNS + "\n" + ROWS[0].replace(",5,9,3", ",five,9,3"), "best: 'five' is no number"),
        (COLUMNS + "\n" + ROWS[0].replace("2021-06-21", "21.6.2021"), "is no day as YYYY-MM-DD"),
    ],
)
def test_a_wrong_file_is_named_with_what_was_expected(tmp_path, text, message):
    path = tmp_path / "wrong.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        ged.read(path)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "wrong.csv"
    path.write_bytes(b"PK\x03\x04\xff\xfe\x00\x00")
    with pytest.raises(ValueError, match="was expected"):
        ged.read(path)


def test_a_missing_file_says_where_it_comes_from():
    with pytest.raises(FileNotFoundError, match="as downloaded from ucdp.uu.se"):
        ged.read("nowhere.csv")


def test_the_command_prints_sums_and_names_a_wrong_file(file, tmp_path):
    def run(path):
        command = [sys.executable, "-m", "helpers.analysis.ged", str(path)]
        return subprocess.run(command, capture_output=True, text=True)

    good = run(file)
    assert good.returncode == 0 and "8 events" in good.stdout and "Hilmand" in good.stdout
    bad = run(tmp_path / "no.csv")
    assert bad.returncode == 1 and "no file" in bad.stderr and "Traceback" not in bad.stderr


SAMPLE = Path(__file__).resolve().parents[2].parent / "shared/evidence/context"


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample is not part of the project")
def test_a_cut_of_the_file_without_its_columns_is_named():
    with pytest.raises(ValueError, match="lacks the columns country, date_start"):
        ged.read(SAMPLE / "ged_events_sample_2021.csv")


def test_the_nearest_district_of_every_districts_own_point_is_itself():
    from helpers import load

    districts = load("districts")
    found = pd.Series(ged.nearest_district(districts["lat"], districts["lon"]))
    assert (found == districts["pcode"]).all()


def test_a_file_as_large_as_the_worlds_is_read_whole(tmp_path):
    """Some 350,000 rows of 50 columns: only what is needed is kept."""
    header, *rows = MADE_UP.splitlines()
    other = rows[5]
    path = tmp_path / "GEDEvent.csv"
    path.write_text("\n".join([header, *rows, *([other] * 100_000)]) + "\n", encoding="utf-8")
    assert len(ged.read(path)) == 8
