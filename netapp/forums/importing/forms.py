"""The form that takes an old list."""

from netapp.core.errors import Refused
from netapp.core.forms import Form


class ListForm(Form):
    """Only files, whose field is the browser's and not ours; what is wrong with them is said beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.file_error = ""

    def refuse(self, refusal: Refused) -> None:
        if refusal.field == "file":
            self.file_error = refusal.message
        else:
            super().refuse(refusal)
