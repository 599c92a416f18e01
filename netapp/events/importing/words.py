"""What is said of calendar files: of those that can't be read, of what is odd about an entry, of what became of it."""

from netapp.core.languages import lazy_gettext as _l

UNREADABLE = {
    "kind": _l("This is no calendar file. Choose the .ics file that your calendar program exports."),
    "broken": _l("This file can’t be read. Export it from your calendar program once more."),
    "many": _l("There are more than 20,000 entries in this file. Please export a shorter time."),
    "much": _l("This file repeats its meetings so often that it can’t be looked through."),
    "empty": _l("There is no meeting in this file."),
    "old": _l("No meeting of this file lies between two months ago and 18 months from now."),
}

ODD = {
    "whole": _l("All day in the file: from 9 to 17 here. Put the hours right afterwards."),
    "end": _l("The file says no end: one hour here."),
    "title": _l("Without a title in the file."),
    "zone": _l("Its time zone is not known; the group’s is taken."),
    "rule": _l("It repeats in a way that can’t be followed: only the first date."),
}

LABELS = {
    "new": _l("New"),
    "changed": _l("Changed in the file"),
    "cancelled": _l("Cancelled in the file"),
    "here": _l("Here already"),
    "nothing": _l("Nothing to do"),
    "refused": _l("Can’t be imported"),
}

REASONS = {
    "past": _l("It is over."),
    "edited": _l("It was changed here since; importing takes what the file says."),
    "cancelled": _l("It is cancelled in the file."),
    "long": _l("It lasts longer than 60 days."),
    "time": _l("Its times can’t be used."),
}

RESULTS = {
    "made": _l("Imported"),
    "changed": _l("Changed"),
    "cancelled": _l("Cancelled"),
    "nothing": _l("Nothing to do"),
    "refused": _l("Can’t be imported"),
}
