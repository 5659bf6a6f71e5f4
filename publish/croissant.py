"""The tables described in Croissant 1.0 (MLCommons), beside the Data Package: croissant.json.

The same facts as data/datapackage.json has, in the JSON-LD that catalogues of data sets read; made
from the schema and from the bytes of the tables, so that neither can differ from them. Keys of
other tables stand in datapackage.json alone: readers of Croissant join what refers to each other,
and a table is to be read as it is.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from helpers.tables import DATA, schema
from publish.release import release

# the types of the schema as schema.org's
TYPES = {
    "string": "sc:Text",
    "list": "sc:Text",
    "date": "sc:Date",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SPECIFICATION = "http://mlcommons.org/croissant/1.0"
# the words of the vocabulary, as the specification lists them
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "equivalentProperty": "cr:equivalentProperty",
    "samplingRate": "cr:samplingRate",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def description() -> dict[str, Any]:
    """The data set, its files and its columns as JSON-LD.

    Examples
    --------
    >>> description()["@type"]
    'sc:Dataset'
    """
    # the title, the day and the version are said once, in CITATION.cff,
    # and what the data set is in datapackage.json: nothing is said here anew
    described = DATA / "datapackage.json"
    package = json.loads(described.read_text(encoding="utf-8"))
    creator = package["contributors"][0]["title"]
    here = release()
    citation = f"{creator}: {here.title}, version {here.version}"
    # the order is that of the specification's own examples
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": SPECIFICATION,
        "name": package["name"],
        "description": package["description"],
        "license": LICENCE,
        "version": here.version,
        "datePublished": here.released,
        "keywords": package["keywords"],
        "creator": {"@type": "sc:Organization", "name": creator},
        "citeAs": f"{citation}, {here.released}",
        "distribution": [_file(name) for name in schema()],
        "recordSet": [_records(name) for name in schema()],
    }


def _file(name: str) -> dict[str, Any]:
    # beside croissant.json, wherever the archive was unpacked
    path = DATA / f"{name}.csv"
    content = path.read_bytes()
    # a hash, so that a program can tell that it has the very table that is described
    digest = hashlib.sha256(content)
    return {
        "@type": "cr:FileObject",
        "@id": path.name,
        "name": path.name,
        "description": schema()[name]["description"],
        "contentUrl": path.name,
        "encodingFormat": "text/csv",
        "contentSize": f"{len(content)} B",
        "sha256": digest.hexdigest(),
    }


def _records(name: str) -> dict[str, Any]:
    """One table: its columns, and the one that names a row where there is one."""
    of_table = schema()[name]
    fields = of_table["schema"]["fields"]
    first = fields[0]
    # a record set may have one key, and only where a column names a row by itself
    described = {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": of_table["description"],
        "field": [_field(name, field) for field in fields],
    }
    if first.get("constraints", {}).get("unique"):
        described["key"] = {"@id": f"{name}/{first['name']}"}
    return described


def _field(name: str, field: dict[str, Any]) -> dict[str, Any]:
    # identifiers are paths, so that two tables may have columns of one name
    column = field["name"]
    # the column is named apart from the file, which may be renamed
    described = {
        "@type": "cr:Field",
        "@id": f"{name}/{column}",
        "name": column,
        "description": field.get("description", column),
        "dataType": TYPES[field["type"]],
        "source": {
            "fileObject": {"@id": f"{name}.csv"},
            "extract": {"column": column},
        },
    }
    # a list stands in one cell, and is taken apart by its separator
    if field["type"] == "list":
        separator = field.get("delimiter", ";")
        described["repeated"] = True
        described["source"]["transform"] = {"separator": separator}
    return described


def text() -> str:
    """croissant.json, the same bytes each time.

    Examples
    --------
    >>> json.loads(text())["conformsTo"]
    'http://mlcommons.org/croissant/1.0'
    """
    # in the order of the tables, as a reader would look for them
    whole = json.dumps(description(), indent=1, ensure_ascii=False)
    return f"{whole}\n"


def write(folder: Path) -> None:
    """Write croissant.json and the tables that it describes into a folder.

    Parameters
    ----------
    folder : Path
        Programs that read Croissant look for the tables beside it.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write(folder)
    >>> (folder / "croissant.json").exists(), (folder / "reports.csv").exists()
    (True, True)
    """
    # the bytes are copied, for the hashes are those of the bytes
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "croissant.json").write_text(
        text(), encoding="utf-8", newline="\n"
    )
    for name in schema():
        (folder / f"{name}.csv").write_bytes(
            (DATA / f"{name}.csv").read_bytes()
        )
