"""What is said of lists of people to invite: of files that can't be read, of each row, of what became of it."""

from netapp.core.languages import lazy_gettext as _l

UNREADABLE = {
    "kind": _l("This is no list. Upload an Excel file (xlsx), a LibreOffice file (ods) or a CSV file."),
    "broken": _l("This file can’t be read. Save it once more as Excel (xlsx) or CSV, without a password."),
    "bomb": _l("This file unpacks to far more than a list of people holds."),
    "many": _l("At most 5,000 people at once. Please cut the list in two."),
    "empty": _l("There is no e-mail address in it."),
}

OUTCOMES = {
    "new": _l("New"),
    "known": _l("Known here"),
    "doubtful": _l("Look at these"),
    "nothing": _l("Nothing to do"),
    "refused": _l("Can’t be invited"),
}

# What stands in a row's label.
LABELS = {
    "new": _l("New"),
    "known": _l("Known here"),
    "doubtful": _l("Look at this"),
    "nothing": _l("Nothing to do"),
    "refused": _l("Can’t be invited"),
}

REASONS = {
    "asks": _l("Has asked to join; becomes a member at once."),
    "typo": _l("The address looks mistyped."),
    "name": _l("We know this address under another name."),
    "names": _l("The list has this address twice, with two names."),
    "text": _l("There is more than an address in the cell."),
    "many": _l("There are several addresses in the cell."),
    "left": _l("Was invited or a member before, and is not any more."),
    "member": _l("Is a member already."),
    "invited": _l("Is invited and has not answered yet."),
    "lately": _l("Was invited less than a day ago."),
    "twice": _l("Stands in the list before."),
    "none": _l("No e-mail address."),
    "broken": _l("Not a whole e-mail address."),
    "removed": _l("Was removed from the group. Invite them by themselves, if you mean to."),
    "stopped": _l("Wants no letters from this group."),
    "returned": _l("Letters to this address come back."),
    "outside": _l("Not in the network yet; invite them there first."),
}

RESULTS = {
    "invited": _l("Invited"),
    "member": _l("Member now"),
    "nothing": _l("Nothing to do"),
    "refused": _l("Can’t be invited"),
}

STATES = {
    "draft": _l("Waits for your yes"),
    "running": _l("Being invited"),
    "stopped": _l("Stopped"),
    "done": _l("Done"),
}
