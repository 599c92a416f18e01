"""The three ways to say no. Each is turned into an answer once, in `create_app`."""


class NotVisible(Exception):
    """Absent, or not the viewer's to see; nobody outside can tell which (A2). Answered with 404."""


class Forbidden(Exception):
    """The viewer sees the thing but may not do this with it. Answered with 403."""


class Refused(Exception):
    """The deed is allowed but can't be done now, for a reason that is said in one sentence.

    `field` names the form field that the sentence belongs to, when there is one.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.field = field


class TooMany(Exception):
    """A rate limit was reached. `seconds` says when it is worth trying again. Answered with 429."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds


def require(allowed: bool) -> None:
    """The first line of every action: go on when the policy says yes, else `Forbidden`."""
    if not allowed:
        raise Forbidden
