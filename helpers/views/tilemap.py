"""The still twin of the interactive map, one hexagon a district."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from helpers.optional import is_there, optional
from helpers.public import own_names
from helpers.tables import load
from helpers.views import drawing, figure_data, style
from helpers.vocabulary import HOLDER_LABELS, HOLDERS, ONE_VOICE

shapely = optional("shapely", "Lines in one piece")

# rows of hexagons one unit wide lie this far apart
ROW = 3**0.5 / 2

# centres of tiles that share an edge are one unit apart, but for rounding
TOUCH = 1.01
# more maps than these in a figure are small ones
SMALL_MAPS = 4


def _or_all(districts: pd.DataFrame | None) -> pd.DataFrame:
    """The districts that were given, or those of the record."""
    return load("districts") if districts is None else districts


def hex_centres(districts: pd.DataFrame | None = None) -> np.ndarray:
    """Return the centres of the districts' tiles.

    Parameters
    ----------
    districts : DataFrame, optional
        The table of that name.

    Returns
    -------
    array, (n, 2)
        In widths of a tile, north up.

    Raises
    ------
    ValueError
        A district has no tile.

    Examples
    --------
    >>> hex_centres().shape == (len(load("districts")), 2)
    True
    """
    districts = _or_all(districts)
    column = districts["hex_col"].astype(float).to_numpy()
    row = districts["hex_row"].astype(float).to_numpy()
    # a tile at no place would be left out in silence
    lost = districts["pcode"][np.isnan(column + row)]
    if len(lost):
        raise ValueError(
            f"district {lost.iloc[0]} has no tile: "
            "fill in hex_col and hex_row in data/districts.csv"
        )
    # every other row is shifted by half a tile
    shift = (row % 2) / 2
    return np.column_stack([column + shift, -row * ROW])


def hex_corners(districts: pd.DataFrame | None = None) -> np.ndarray:
    """Return the corners of the districts' tiles.

    Parameters
    ----------
    districts : DataFrame, optional
        The table of that name.

    Returns
    -------
    array, (n, 6, 2)
        In widths of a tile, north up.

    Examples
    --------
    >>> hex_corners().shape[1:]
    (6, 2)
    """
    # corners up and down: rows interlock
    turn = np.radians(np.arange(30, 390, 60))
    # a hexagon one unit wide has this radius
    radius = 1 / 3**0.5
    across = np.cos(turn)
    up = np.sin(turn)
    corner = radius * np.column_stack([across, up])
    return hex_centres(districts)[:, None] + corner


def hex_touching(districts: pd.DataFrame | None = None) -> pd.DataFrame:
    """Tell which neighbours touch in the tile map.

    Parameters
    ----------
    districts : DataFrame, optional
        The table of that name.

    Returns
    -------
    DataFrame
        One row a pair of neighbouring districts: a, b (P-codes, a < b) and touch (do their
        tiles share an edge?).

    Examples
    --------
    >>> hex_touching().columns.tolist()
    ['a', 'b', 'touch']
    """
    districts = _or_all(districts)
    # by P-code: pairs are named so
    middles = hex_centres(districts)
    centre = dict(zip(districts["pcode"], middles, strict=True))
    pairs = set()
    neighbours = districts["neighbours"]
    for pcode, near in zip(districts["pcode"], neighbours, strict=True):
        # each pair is named from both sides
        pairs.update((min(pcode, other), max(pcode, other)) for other in near)
    table = pd.DataFrame(sorted(pairs), columns=["a", "b"])
    ways = [centre[a] - centre[b] for a, b in sorted(pairs)]
    apart = [np.hypot(*way) for way in ways]
    distance = np.array(apart)
    touch = distance < TOUCH
    return table.assign(touch=touch)


def hex_map(
    ax: Axes,
    holders: pd.Series,
    support: pd.Series | None = None,
    districts: pd.DataFrame | None = None,
    labels: bool = False,
    names: bool = False,
) -> Axes:
    """Draw one tile a district: the still twin of `control_map`, same colours and hatching.

    Parameters
    ----------
    ax : Axes
    holders : Series
        government / contested / taliban by P-code.
    support : Series, optional
        Support by P-code: what rests on one voice only is drawn lighter.
    districts : DataFrame, optional
        The table of that name.
    labels, names : bool
        Write the provinces' names; write the districts' names too, for a large print.

    Returns
    -------
    Axes
        The same axes.

    Raises
    ------
    ValueError
        A district has no holder, one that the map does not know, or no tile.

    Examples
    --------
    >>> fig, ax = style.plt.subplots()
    >>> everywhere = pd.Series("government", index=load("districts")["pcode"])
    >>> len(hex_map(ax, everywhere).patches)
    2
    >>> style.plt.close(fig)
    """
    districts = _or_all(districts)
    given = set(holders.index)
    missing = set(districts["pcode"]) - given
    if missing:
        raise ValueError(f"no holder is given for district {min(missing)}")
    _check_words(holders)
    # in the order of the tiles
    who = holders.reindex(districts["pcode"])
    who = who.astype(str).to_numpy()
    weak = _weak(support, districts)
    corners = hex_corners(districts)
    _draw_tiles(ax, corners, who, weak)
    figure_data.keep(ax, held_table(districts, who, weak))
    _draw_borders(ax, corners, districts)
    centre = hex_centres(districts)
    if names:
        _write_districts(ax, centre, districts["district"], who, weak)
    if labels:
        _write_provinces(ax, centre, districts["province"].to_numpy())
    # a tile's width of margin
    left, low = centre.min(axis=0) - 1
    right, high = centre.max(axis=0) + 1
    ax.set(aspect="equal", xlim=(left, right), ylim=(low, high))
    # ticks would be laid out for every drawing though none is seen
    ax.set(xticks=[], yticks=[])
    ax.axis("off")
    return ax


def held_table(
    districts: pd.DataFrame, who: np.ndarray, weak: np.ndarray
) -> pd.DataFrame:
    """What a map of holders shows, a row a district.

    Parameters
    ----------
    districts : DataFrame
        The table of that name.
    who : array of str, (n,)
        The holder of each.
    weak : array of bool, (n,)
        Whether one voice only says so.

    Returns
    -------
    DataFrame
        P-code, province, district, held by, one voice only.

    Examples
    --------
    >>> table = held_table(load("districts").head(1), np.array(["taliban"]), np.array([True]))
    >>> table["held by"].tolist(), table["one voice only"].tolist()
    (['Taliban'], ['yes'])
    """
    # labels of the key, so that table and map speak alike
    held = [HOLDER_LABELS.get(holder, holder) for holder in who]
    return pd.DataFrame(
        {
            "P-code": districts["pcode"].to_numpy(),
            "province": districts["province"].to_numpy(),
            "district": districts["district"].to_numpy(),
            "held by": held,
            "one voice only": np.where(weak, "yes", "no"),
        }
    )


def _check_words(holders: pd.Series) -> None:
    """Raise ValueError for a word that the map has no colour for: its tile would stay blank."""
    strange = holders[~holders.astype(str).isin(HOLDERS)]
    if len(strange):
        raise ValueError(
            f"holders: district {strange.index[0]} has {strange.iloc[0]!r}; "
            f"the map knows {', '.join(HOLDERS)}"
        )


def _weak(support: pd.Series | None, districts: pd.DataFrame) -> np.ndarray:
    """Tell for each district whether its holder rests on one origin."""
    # without support nothing is known to be weak
    if support is None:
        return np.zeros(len(districts), dtype=bool)
    in_order = support.reindex(districts["pcode"])
    return in_order.isin(ONE_VOICE).to_numpy()


def _draw_tiles(
    ax: Axes, corners: np.ndarray, who: np.ndarray, weak: np.ndarray
) -> None:
    """Draw the tiles, those of one colour as one shape: light as a file, and fast."""
    # on small maps of many days edges would be all that is seen: there the page shows through
    edge = style.EDGE if len(ax.figure.axes) <= SMALL_MAPS else style.PAPER
    # added as artists: the limits of the axes are set by hand, and to find them took longest
    for holder in HOLDERS:
        for light in (False, True):
            is_own = (who == holder) & (weak == light)
            tiles = corners[is_own]
            if not len(tiles):
                continue
            # a holder without a lighter colour keeps its own
            colours = style.ONE_ORIGIN if light else style.COLOURS
            colour = colours.get(holder, style.COLOURS[holder])
            ax.add_artist(
                _tiles(tiles, facecolor=colour, edgecolor=edge, linewidth=0.3)
            )
            if style.HATCH[holder]:
                # in a layer of its own: a shape has one colour for edge and hatch
                dark = style.COLOURS["taliban"]
                layer = {
                    "facecolor": "none",
                    "edgecolor": dark,
                    "linewidth": 0,
                }
                ax.add_artist(
                    _tiles(tiles, hatch=style.HATCH[holder], **layer)
                )


def _tiles(corners: np.ndarray, **look: Any) -> PathPatch:
    """Make one shape of several tiles."""
    # a closed path names its first corner again
    first = corners[:, :1]
    closed = np.concatenate([corners, first], axis=1)
    shape = Path.make_compound_path_from_polys(closed)
    return PathPatch(shape, **look)


def _border_edges(
    corners: np.ndarray, provinces: Sequence[str]
) -> list[np.ndarray]:
    """Find the edges of tiles that no tile of the same province shares: the provinces' borders.

    Parameters
    ----------
    corners : array, (tiles, 6, 2)
        As `hex_corners` gives them.
    provinces : sequence of str
        The province of each tile.

    Returns
    -------
    list of arrays, (2, 2)
        Both ends of every such edge.
    """
    ends = np.roll(corners, -1, axis=1)
    sides = np.stack([corners, ends], axis=2).reshape(-1, 2, 2)
    n_corners = corners.shape[1]
    owner = np.repeat(np.asarray(provinces), n_corners)
    # two tiles that touch have the middle of their common edge in common
    halfway = sides.mean(axis=1)
    # plus nought: -0.0 and 0.0 are two keys
    middle = np.round(halfway, 3) + 0.0
    _, first = np.unique(middle, axis=0, return_index=True)
    backwards = middle[::-1]
    _, behind = np.unique(backwards, axis=0, return_index=True)
    last = len(middle) - 1 - behind
    # an edge that one tile has alone is its own first and last
    is_border = (first == last) | (owner[first] != owner[last])
    # in the order of the tiles, whatever the places are
    return list(sides[np.sort(first[is_border])])


def edges_patch(edges: Sequence[np.ndarray], **look: Any) -> PathPatch:
    """Make one shape of many edges, those that meet as one line: a third of the file.

    Parameters
    ----------
    edges : sequence of arrays, (2, 2)
        Both ends of each.
    **look : object
        Properties of the patch.

    Returns
    -------
    PathPatch
        To be added to axes.

    Examples
    --------
    >>> edges_patch([np.array([[0, 0], [0, 1]]), np.array([[1, 1], [0, 1]])]).get_path().vertices
    array([[0., 0.],
           [0., 1.],
           [1., 1.]])
    """
    # tiles that touch differ in the last digits of their common corner
    ends = np.round(np.asarray(edges, dtype=float), 6)
    lines = [Path(line) for line in _joined(ends)]
    shape = Path.make_compound_path(*lines)
    return PathPatch(shape, fill=False, joinstyle="round", **look)


def _joined(ends: np.ndarray) -> list[np.ndarray]:
    """The lines that edges make together; in a browser without shapely each edge is a line."""
    if not is_there(shapely):
        return list(ends)
    merged = shapely.line_merge(shapely.multilinestrings(ends))
    return [
        shapely.get_coordinates(line) for line in shapely.get_parts(merged)
    ]


def _draw_borders(
    ax: Axes, corners: np.ndarray, districts: pd.DataFrame
) -> None:
    """Draw the provinces' borders along the edges of the tiles."""
    borders = _border_edges(corners, districts["province_pcode"].tolist())
    # a small map would drown in lines made for a large one
    share = ax.get_position().width
    inches = share * ax.figure.get_size_inches()[0]
    width = min(0.9, 0.12 * inches)
    ax.add_artist(
        edges_patch(
            borders, edgecolor=style.INK, linewidth=width, capstyle="round"
        )
    )


def _write_districts(
    ax: Axes,
    centre: np.ndarray,
    names: pd.Series,
    who: np.ndarray,
    weak: np.ndarray,
) -> None:
    """Write each district's name into its tile, legible on its ground."""
    ground = {"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.4}
    tiles = zip(centre, names, who, weak, strict=True)
    for (x, y), name, holder, light in tiles:
        # nine letters of that size are as wide as a tile
        lines = wrap(name, 9, break_long_words=False)
        dark = holder == "taliban" and not light
        ax.text(
            x,
            y,
            "\n".join(lines),
            ha="center",
            va="center",
            fontsize=5.2,
            linespacing=0.95,
            color=style.LIGHT if dark else style.INK,
            zorder=4,
            gid=drawing.FOR_PRINT,
            # it stands within its tile: the layout need not ask
            in_layout=False,
            # a name on hatching cannot be read
            bbox=ground if style.HATCH[holder] else None,
        )


def _write_provinces(ax: Axes, centre: np.ndarray, names: np.ndarray) -> None:
    """Write each province's name on the tile nearest to its middle."""
    ground = {
        "facecolor": "white",
        "alpha": 0.8,
        "linewidth": 0,
        "boxstyle": "round,pad=0.15",
    }
    for province, spots in pd.DataFrame(centre).groupby(names):
        # the mean itself can lie outside a bent province
        way = spots - spots.mean()
        off = (way**2).sum(axis=1)
        x, y = spots.iloc[off.argmin()]
        ax.text(
            x,
            y,
            province,
            ha="center",
            va="center",
            fontsize=7.5,
            weight="bold",
            bbox=ground,
        )


def hex_svg(
    holders: pd.Series,
    support: pd.Series | None = None,
    districts: pd.DataFrame | None = None,
    assumed: Collection[str] = (),
) -> str:
    """Write the tile map as SVG, without matplotlib: small, and made in a few milliseconds.

    Parameters
    ----------
    holders : Series
        As in `hex_map`.
    support : Series, optional
        As in `hex_map`.
    districts : DataFrame, optional
        As in `hex_map`.
    assumed : collection of str
        P-codes of districts of which no page has spoken yet: taken for the government's.

    Returns
    -------
    str
        An SVG picture with its own colours, light and dark.

    Examples
    --------
    >>> everywhere = pd.Series("government", index=load("districts")["pcode"])
    >>> hex_svg(everywhere).startswith("<svg")
    True
    """
    districts = _or_all(districts)
    who = holders.reindex(districts["pcode"])
    who = who.astype(str).to_numpy()
    weak = _weak(support, districts)
    # only what is the government's for want of a word is assumed
    is_assumed = districts["pcode"].isin(list(assumed))
    unspoken = is_assumed.to_numpy() & (who == "government")
    who[unspoken] = "assumed"
    # kept: only the colours differ from day to day
    outlines_of_tiles, borders, size = _svg_parts(
        tuple(districts["pcode"]),
        tuple(districts["hex_col"]),
        tuple(districts["hex_row"]),
    )
    paths = []
    for holder in (*HOLDERS, "assumed"):
        for light in (False, True):
            is_own = (who == holder) & (weak == light)
            chosen = np.flatnonzero(is_own)
            if not len(chosen):
                continue
            # one path a colour: the file is a third as large
            drawn = "".join(outlines_of_tiles[i] for i in chosen)
            name = f"{holder} one" if light else holder
            paths.append(f'<path class="{name}" d="{drawn}"/>')
    # in pixels, so that a page can keep the room before the picture is there
    width, height = size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><style>{_svg_rules()}</style>{_SVG_HATCH}'
        f'{"".join(paths)}<path class="border" d="{borders}"/></svg>'
    )


# a tile is this many pixels wide
_TILE = 20

_SVG_HATCH = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="ground" width="5" height="5"/>'
    '<line class="line" y2="5" stroke-width="2.4"/></pattern>'
    '<pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect class="pale" width="5" height="5"/><circle class="dot" cx="1.25" cy="1.25" r=".7"/>'
    '<circle class="dot" cx="3.75" cy="3.75" r=".7"/></pattern></defs>'
)


def _svg_rules() -> str:
    """Write the colours of the tile map, light and dark, as rules of its own."""

    def rules(
        colours: dict[str, str], one: dict[str, str], edge: str, line: str
    ) -> str:
        return (
            f".government{{fill:{colours['government']}}}.taliban{{fill:{colours['taliban']}}}"
            f".ground{{fill:{colours['contested']}}}.line{{stroke:{colours['taliban']}}}"
            f".pale{{fill:{colours['assumed']}}}.dot{{fill:{edge}}}"
            f".government,.contested,.taliban,.assumed{{stroke:{edge}}}"
            f".government.one{{fill:{one['government']}}}.taliban.one{{fill:{one['taliban']}}}"
            f".border{{fill:none;stroke:{line};stroke-width:1.4}}"
        )

    # its own rules: a picture knows nothing of the page's style sheet
    light = rules(style.COLOURS, style.ONE_ORIGIN, style.EDGE, "#000")
    dark = rules(
        style.DARK_COLOURS, style.DARK_ONE_ORIGIN, style.DARK_EDGE, "#0b0e11"
    )
    tiles = (
        ".government,.contested,.taliban,.assumed{stroke-width:.6}"
        ".contested{fill:url(#hatch)}.assumed{fill:url(#dots)}"
    )
    return f"{tiles}{light}@media(prefers-color-scheme:dark){{{dark}}}"


@lru_cache(maxsize=4)
def _svg_parts(
    pcodes: tuple, columns: tuple, rows: tuple
) -> tuple[list[str], str, tuple[int, int]]:
    """Write each tile and the borders as paths; they are the same every day."""
    # the arguments are tuples so that the answer can be kept
    districts = pd.DataFrame(
        {"pcode": pcodes, "hex_col": columns, "hex_row": rows}
    )
    corners = hex_corners(districts)
    points = corners.reshape(-1, 2)
    # room for half of the border's stroke
    low = points.min(axis=0) - 0.1
    high = points.max(axis=0) + 0.1

    def path(points: np.ndarray) -> str:
        pixels = (np.asarray(points) - low) * _TILE
        # pixels are counted downward
        pixels[:, 1] = (high - low)[1] * _TILE - pixels[:, 1]
        return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in pixels) + "z"

    # a district's P-code begins with its province's
    home = [pcode[:4] for pcode in pcodes]
    borders = _border_edges(corners, home)
    size = (high - low) * _TILE
    width, height = np.ceil(size).astype(int)
    lines = "".join(path(edge) for edge in borders)
    return [path(tile) for tile in corners], lines, (width, height)


def hex_key(fig: Figure, weak: bool = True, **where: Any) -> Legend:
    """Add the key of `hex_map` to a figure.

    Parameters
    ----------
    fig : Figure
    weak : bool
        Explain the lighter tiles too.
    **where : object
        What `Figure.legend` takes.

    Returns
    -------
    matplotlib Legend

    Examples
    --------
    >>> fig = style.plt.figure()
    >>> [text.get_text() for text in hex_key(fig, weak=False).get_texts()]
    ['Government', 'Contested', 'Taliban']
    >>> style.plt.close(fig)
    """
    # light patches need an edge on white paper
    edge = {"edgecolor": style.COLOURS["taliban"], "linewidth": 0.3}
    patches = []
    for holder in HOLDERS:
        colour = style.COLOURS[holder]
        hatch = style.HATCH[holder]
        patches.append(
            Patch(
                facecolor=colour,
                hatch=hatch,
                label=holder.capitalize(),
                **edge,
            )
        )
    if weak:
        lighter = style.ONE_ORIGIN["taliban"]
        patches.append(
            Patch(facecolor=lighter, label="lighter: one voice only", **edge)
        )
    placed = {"loc": "outside lower center", "ncols": 4} | where
    return fig.legend(handles=patches, **placed)


__dir__ = own_names(__name__)
