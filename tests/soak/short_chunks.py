"""The real site, whose worker invites ten at a time and dawdles in each transaction, so that a kill falls within."""

import time

from netapp import cli
from netapp.groups import roster_running, roster_tasks

roster_running.CHUNK, roster_tasks.QUEUE = 10, 1000
_invite, _mark = roster_running._invite, roster_running._mark


def _slow_invite(*given):
    _invite(*given)
    time.sleep(0.1)


def _slow_mark(*given):
    time.sleep(0.1)
    _mark(*given)


roster_running._invite, roster_running._mark = _slow_invite, _slow_mark

if __name__ == "__main__":
    cli.main()
