"""What catalogues and archives read: Croissant, Zenodo, CITATION.cff; and the cheat sheet."""

import hashlib
import json
import re
from datetime import date

import pytest
import yaml
from site_building import ROOT

import helpers
from helpers.tables import DATA, schema
from publish import cheat_sheet, contents, croissant
from publish.pages import Frame, Writer
from publish.release import release

# the keys of a deposit that a data set may have
DEPOSIT = {
    "access_right",
    "communities",
    "contributors",
    "creators",
    "description",
    "doi",
    "grants",
    "keywords",
    "language",
    "license",
    "notes",
    "publication_date",
    "references",
    "related_identifiers",
    "subjects",
    "title",
    "upload_type",
    "version",
}


@pytest.fixture(scope="module")
def described():
    return json.loads(croissant.text())


def test_croissant_has_what_the_specification_requires(described):
    """https://docs.mlcommons.org/croissant/docs/croissant-spec.html, required properties."""
    assert described["@type"] == "sc:Dataset"
    assert described["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    required = ("@context", "name", "description", "license", "version", "datePublished", "creator")
    assert all(described[name] for name in required)
    assert described["version"] == release().version
    date.fromisoformat(described["datePublished"])
    known = set(described["@context"])
    used = {key for each in described["recordSet"] for key in each}
    used |= {key for each in described["recordSet"] for field in each["field"] for key in field}
    # words without a prefix are those of schema.org or of the context
    assert used - known <= {"@type", "@id", "name", "description"}


def test_croissant_names_every_file_by_its_bytes(described):
    for file in described["distribution"]:
        content = (DATA / file["contentUrl"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert file["contentSize"] == f"{len(content)} B"
    assert [file["@id"] for file in described["distribution"]] == [f"{n}.csv" for n in schema()]


def test_croissant_describes_every_column(described):
    fields = {field["@id"]: field for each in described["recordSet"] for field in each["field"]}
    columns = {
        f"{name}/{field['name']}"
        for name, each in schema().items()
        for field in each["schema"]["fields"]
    }
    assert fields.keys() == columns
    files = {file["@id"] for file in described["distribution"]}
    for field in fields.values():
        assert field["source"]["fileObject"]["@id"] in files
        assert field["source"]["extract"]["column"] == field["name"]
    keys = {each["key"]["@id"] for each in described["recordSet"] if "key" in each}
    assert {"reports/report_id", "districts/pcode"} <= keys <= fields.keys()


def test_citation_has_what_its_format_requires():
    """https://citation-file-format.github.io, version 1.2.0."""
    said = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert said["cff-version"] == "1.2.0" and said["type"] == "dataset"
    assert {"message", "title", "authors", "license", "version", "date-released"} <= said.keys()
    kinds = {"article", "book", "conference-paper", "data", "dataset", "generic", "report"}
    for each in [said, *said["references"]]:
        assert each["type"] in kinds | {"software"} and each["title"]
        for author in each["authors"]:
            assert author.keys() <= {"name", "family-names", "given-names", "orcid"}
    assert isinstance(said["date-released"], date)


def test_zenodo_has_what_a_deposit_requires():
    """https://developers.zenodo.org, deposit metadata."""
    said = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    assert {"title", "upload_type", "description", "creators", "access_right"} <= said.keys()
    # an unknown key is refused as a whole
    assert said.keys() <= DEPOSIT
    assert said["upload_type"] == "dataset" and said["access_right"] == "open"
    assert all(person["name"] for person in said["creators"])
    assert all(person.keys() <= {"name", "affiliation", "orcid"} for person in said["creators"])
    date.fromisoformat(said["publication_date"])


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheet")
    contents.assets(folder)
    cheat_sheet.write(Writer(folder, Frame([])))
    return folder / "cheat_sheet.html"


def test_the_cheat_sheet_has_every_table_function_and_reading(sheet):
    text = sheet.read_text(encoding="utf-8")
    for name in schema():
        assert f"<dt><code>{name}</code>" in text
    for name in set(helpers.FACE) - {"record"}:
        assert re.search(rf"<code>{name}\(", text), name
    for name in ("best", "earliest", "latest"):
        assert f"<dt><code>{name}</code></dt>" in text


def test_the_cheat_sheet_prints_on_one_page(page, sheet):
    page.goto(sheet.as_uri())
    for form in ("A4", "Letter"):
        printed = page.pdf(format=form)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert page.outside == []


def test_the_cheat_sheet_is_reached_from_every_page_and_the_readme():
    base = (ROOT / "publish" / "templates" / "base.html").read_text(encoding="utf-8")
    assert 'href="{{ root }}cheat_sheet.html"' in base
    assert "cheat_sheet.html" in (ROOT / "README.md").read_text(encoding="utf-8")
