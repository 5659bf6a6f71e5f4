"""Intervals of the model: what widens them and what does not."""

from rows import said, table

from helpers.posterior import intervals


def widths(*rows):
    found = intervals(table(list(rows)))
    return (found["hi"] - found["lo"]).dt.days.tolist()


def test_a_vague_list_takes_nothing_from_a_page_that_names_the_day():
    dated = said("captured", 30)
    lists = [said("captured", 1, 60, origin=desk) for desk in "bcdef"]
    assert widths(dated, *lists) <= widths(dated)


def test_another_page_of_the_same_day_never_widens_the_interval():
    pages = [said("captured", 30, origin=desk) for desk in "abcdef"]
    found = [widths(*pages[:count])[0] for count in range(1, 7)]
    assert found == sorted(found, reverse=True)
