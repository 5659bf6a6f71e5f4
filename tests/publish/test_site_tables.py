"""Tables of the articles as a reader meets them, who knows no frame."""

import re

import pytest

TABLE = re.compile(r"<table.*?</table>", re.S)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.S)
ROW = re.compile(r"<tr.*?</tr>", re.S)
# sections for whoever writes code
FOR_CODERS = ("Limits", "Exercises", "Sources", "What this cannot say")


@pytest.fixture(scope="module")
def articles(site):
    """The pages of notebooks in which nothing is asked of the reader, by name."""
    pages = {page.name: page.read_text(encoding="utf-8") for page in site.glob("[01]*_*.html")}
    # where a reader writes code, frames stay as code shows them
    return {name: text for name, text in pages.items() if '<pre class="task"' not in text}


def cells(row):
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in CELL.findall(row)]


def tables(text):
    """Of each table its rows of headings and its other rows, as texts."""
    for table in TABLE.findall(text):
        head, _, body = table.partition("</thead>")
        yield [cells(row) for row in ROW.findall(head)], [cells(row) for row in ROW.findall(body)]


def columns(text):
    """The heading and the cells of each column."""
    for heads, rows in tables(text):
        for place, name in enumerate(heads[-1]):
            yield name, [row[place] for row in rows if len(row) == len(heads[-1]) and row[place]]


def test_every_column_of_an_article_has_a_name_in_one_row(articles):
    unnamed = []
    for page, text in articles.items():
        for heads, _ in tables(text):
            if len(heads) != 1 or not all(heads[0]):
                unnamed.append((page, heads))
    assert len(articles) >= 9 and unnamed == []


def test_days_of_an_article_are_written_as_its_sentences_write_them(articles):
    iso = re.compile(r"<t[hd][^>]*>\s*\d{4}-\d\d-\d\d")
    assert [page for page, text in articles.items() if iso.search(text)] == []


def test_whole_numbers_have_no_decimals(articles):
    feigned = []
    for page, text in articles.items():
        for name, found in columns(text):
            if len(found) > 1 and all(re.fullmatch(r"-?[\d,]+\.0+", cell) for cell in found):
                feigned.append((page, name))
    assert feigned == []


def test_no_chance_is_nought(articles):
    sure = []
    for page, text in articles.items():
        for name, found in columns(text):
            is_chance = re.match(r"(?:p|q)\b|smallest q", name)
            if is_chance and any(re.fullmatch(r"0\.0+", cell) for cell in found):
                sure.append((page, name))
    assert sure == []


def test_no_file_of_code_is_named_to_a_reader(articles):
    named = []
    for page, text in articles.items():
        for section in text.split("<h2")[1:]:
            title = re.search(r">(.*?)</h2>", section)[1]
            if not title.startswith(FOR_CODERS):
                files = re.findall(r"<code>[^<]*(?:\.py|\.csv|helpers\.\w)[^<]*</code>", section)
                named += [(page, title, file) for file in files]
    assert named == []


def test_per_cent_is_written_in_one_way(articles):
    spaced = re.compile(r"\d %")
    texts = {page: re.sub(r"<[^>]+>", " ", text) for page, text in articles.items()}
    assert [page for page, text in texts.items() if spaced.search(text)] == []


@pytest.mark.parametrize("stem", ["04_borders", "05_casualty_claims", "09_your_own_question"])
def test_no_row_is_a_screen_tall_on_a_phone(page, site, stem):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto((site / f"{stem}.html").as_uri())
    script = "rows => rows.map((row) => row.getBoundingClientRect().height)"
    heights = page.locator("article tr").evaluate_all(script)
    assert max(heights) < 500
