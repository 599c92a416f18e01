"""`netapp run` with rule M1 broken: letters are ordered after the deed. To show that a storm finds it out."""

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from netapp import cli
from netapp.core.db import transaction
from netapp.events import signing_up
from netapp.mail import outbox

_orders = threading.local()
_post_many = outbox.post_many


def _later(*args: Any, **kwargs: Any) -> None:
    _orders.waiting.append((args, kwargs))


def _leaking(deed: Callable[..., Any]) -> Callable[..., Any]:
    def doing(*args: Any, **kwargs: Any) -> Any:
        _orders.waiting = []
        done = deed(*args, **kwargs)
        time.sleep(0.05)
        with transaction():
            for ordered, named in _orders.waiting:
                _post_many(*ordered, **named)
        return done

    return doing


if __name__ == "__main__":
    outbox.post_many = _later
    signing_up.sign_up = _leaking(signing_up.sign_up)
    signing_up.withdraw = _leaking(signing_up.withdraw)
    sys.exit(cli.main())
