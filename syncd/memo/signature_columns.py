"""Which name's column a line stands in, where several people sign side by side or one under another. Pure."""

from dataclasses import replace
from itertools import combinations, pairwise

from syncd.memo import feet, words
from syncd.memo.grid import WIDTH
from syncd.memo.page import ON_AXIS, Line, rows
from syncd.memo.signature_lines import SIGN, text_of
from syncd.model.approval import Word

_ROWS = 60.0
"""Points: names no farther apart in height stand in one row of cells."""
_SAME_COLUMN = 0.3
"""Names that share this much of the narrower one's width stand in one column."""
_FLUSH = 3.0
"""Points within which lines begin at one margin."""
_ASIDE = 45.0
"""Points from the axis of its block within which a decision mostly stands."""


def apart(lines: list[Line], names: list[Line]) -> list[Line]:
    """The lines, each cut in two that runs on over two columns with no more than a blank between them, as posts may.

    Each half must be centred under a name, and nothing in the line decide: a remark over both columns stays whole.
    """
    columns, _ = columns_of(names)
    return [half for line in lines for half in ([line] if line in names else _halves(line, columns))]


def _halves(line: Line, columns: list[list[Line]]) -> list[Line]:
    if feet.may_decide(line.text):
        return [line]
    above = [[name for name in column if name.page == line.page and name.y < line.y - 3] for column in columns]  # one baseline
    parts = line.text.split(" ")
    found = []
    for left, right in combinations([column[-1] for column in above if column], 2):
        for number in range(1, len(line.words)):
            one = replace(line, x1=line.words[number - 1][1], text=" ".join(parts[:number]), words=line.words[:number])
            other = replace(line, x0=line.words[number][0], text=" ".join(parts[number:]), words=line.words[number:])
            if abs(one.centre - left.centre) <= ON_AXIS and abs(other.centre - right.centre) <= ON_AXIS:
                found.append([one, other])
    return found[0] if len(found) == 1 else [line]


def columns_of(names: list[Line]) -> tuple[list[list[Line]], bool]:
    """The names by column, from left to right, and whether the columns are clear."""
    columns: list[list[Line]] = []
    clear = True
    for name in names:
        shares = []
        for column in columns:
            last = column[-1]
            overlap = min(last.x1, name.x1) - max(last.x0, name.x0)
            shares.append(overlap / max(1.0, min(last.x1 - last.x0, name.x1 - name.x0)))
        best = max(shares, default=0.0)
        clear = clear and (best <= 0 or best >= _SAME_COLUMN)
        if best >= _SAME_COLUMN:
            columns[shares.index(best)].append(name)
        else:
            columns.append([name])
    return sorted(columns, key=lambda column: column[0].centre), clear


def over_all(lines: list[Line], names: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """The lines and names, cut in two where the first name's block stands over several columns, in the middle above them.

    Its block ends where a line stands off its axis or beside another, or in a narrower cell.
    """
    first, *others = names
    side_by_side = any(
        one.page == other.page and abs(one.y - other.y) < _ROWS and one.x1 <= other.x0 and _is_between(first, one, other)
        for one in others
        for other in others
    )
    below = rows([line for line in lines if line.place > first.place])
    ends = next((row[0].place for row in below if len(row) > 1 or not _is_of(first, row[0])), None)
    if not side_by_side or ends is None or any(name.place < ends for name in others):
        return [(lines, names)]
    return [([line for line in lines if line.place < ends], [first]), ([line for line in lines if line.place >= ends], others)]


def _is_between(first: Line, left: Line, right: Line) -> bool:
    return left.centre + _ASIDE < first.centre < right.centre - _ASIDE


def _is_of(name: Line, line: Line) -> bool:
    """Whether the line stands on the name's axis; only a word processor's file tells how wide their cells are."""
    is_narrower = name.x1 - name.x0 >= WIDTH > line.x1 - line.x0
    return abs(line.centre - name.centre) <= ON_AXIS and not is_narrower


def one_under_another(lines: list[Line], names: list[Line]) -> bool:
    """Whether the blocks follow one another down the page, however far to the left or right each of them stands.

    No line may stand beside another. Between two names first come lines nearer to the axis of the upper one, then those of the
    lower one; below the last name none is nearer to another's.
    """
    below = [
        [line for line in row if not (SIGN.fullmatch(line.text) or feet.is_foot(line.text))]
        for row in rows(lines)
        if row[0].place >= names[0].place
    ]
    if any(len(row) > 1 and not all(words.BOX.search(line.text) for line in row) for row in below):
        return False
    for upper, lower in pairwise(names):
        between = [row for row in below if row and upper.place < row[0].place < lower.place]
        upon_lower = [_nearer(row, lower, upper) for row in between]
        if upon_lower != sorted(upon_lower):
            return False
    return all(_nearer(row, names[-1], name) for row in below if row and row[0].place > names[-1].place for name in names[:-1])


def follows_a_name(lines: list[Line], names: list[Line]) -> bool:
    """Whether a decision stands on the axis of the name above it and off that of the name below: it may be of either."""
    for upper, lower in pairwise(names):
        for row in rows([line for line in lines if upper.place < line.place < lower.place]):
            if all(abs(line.x0 - row[0].x0) < _FLUSH for line in (upper, lower)):
                continue  # all begin at one margin: neither is nearer to it than the other
            centre = (row[0].x0 + row[-1].x1) / 2
            decides = words.read(text_of(row)) not in {Word.NONE, Word.UNCLEAR}
            if decides and abs(centre - upper.centre) < _ASIDE / 2 and abs(centre - lower.centre) > _ASIDE:
                return True
    return False


def leans(line: Line, column: int, centres: list[float]) -> bool:
    """Whether the line decides something and stands so far towards another column that it may be meant for that one."""
    aside = line.centre - centres[column]
    towards = column + 1 < len(centres) if aside > 0 else column > 0
    return towards and abs(aside) > _ASIDE and words.read(line.text) not in {Word.NONE, Word.UNCLEAR}


def _nearer(row: list[Line], name: Line, other: Line) -> bool:
    """Whether the row stands no farther from the axis of `name` than from that of `other`, where these are two axes."""
    if abs(name.centre - other.centre) < _ASIDE / 2:
        return True
    centre = (row[0].x0 + row[-1].x1) / 2
    return abs(centre - name.centre) <= abs(centre - other.centre) + 1
