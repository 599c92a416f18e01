"""The `netapp` command: what whoever runs the site can ask for. Its sentences are for them, and in English.

Exit codes: 0 done, 1 refused, 2 a setting (or an argument) that can't be used; `mailin` has those of sysexits.h.
"""

import argparse
import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from netapp import config as settings
from netapp.config import Config
from netapp.core.errors import Refused


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.command(settings.read(), arguments) or 0)
    except settings.Odd as odd:
        return _say(odd, arguments.odd)
    except Refused as refusal:
        return _say(refusal, 1)
    except KeyboardInterrupt:
        return 130
    finally:
        # The end is ten times as quick when the collector need not look through all that was loaded.
        gc.freeze()


def _say(sentence: Exception, code: int) -> int:
    print(f"netapp: {sentence}", file=sys.stderr)
    return code


def _run(config: Config, arguments: argparse.Namespace) -> int:
    from netapp import serving

    return serving.run(config, with_demo=arguments.demo)


@contextmanager
def _site(config: Config) -> Iterator[None]:
    """Within, the site's own functions can be called; after, nothing is open in the database."""
    from netapp import create_app
    from netapp.core.db import db

    with create_app(config).app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def _demo(config: Config, _arguments: argparse.Namespace) -> None:
    from netapp import database

    with _site(config):
        database.prepare()
        database.load_demo()
    print("The demo is in. Start the site with: netapp run")


def _worker(config: Config, _arguments: argparse.Namespace) -> None:
    from netapp import create_app, database, schedule, serving
    from netapp.mail import worker

    serving.log_to_stderr()
    app = create_app(config)
    with app.app_context():
        database.prepare()
    worker.run(app, schedule.TASKS)


def _admin(config: Config, arguments: argparse.Namespace) -> None:
    from email_validator import EmailNotValidError, validate_email

    from netapp import database
    from netapp.signin import actions

    try:
        email = validate_email(arguments.email, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise Refused(f"{arguments.email} is no e-mail address: {error}") from error
    with _site(config):
        database.prepare()
        print(actions.admin_link(email))
    print("Open it in a browser: it signs in an administrator of this site, once, within 15 minutes.", file=sys.stderr)


def _check(config: Config, _arguments: argparse.Namespace) -> int:
    from netapp import checking

    with _site(config):
        return checking.check(config)


def _backup(config: Config, arguments: argparse.Namespace) -> None:
    from netapp import backup

    with _site(config):
        written = backup.write(arguments.file)
    print(f"{arguments.file} holds the whole site: {written.rows} rows.")
    if written.missing:
        print(
            f"But for {len(written.missing)} files that {config.files} should hold and does not: "
            f"{', '.join(written.missing[:5])}{' …' if len(written.missing) > 5 else ''}",
            file=sys.stderr,
        )
    print(
        f"It does not hold the secret in {config.var / 'secret_key'}: keep a copy of that apart, once. "
        "Without it, links in letters that were sent before stop working."
    )


def _restore(config: Config, arguments: argparse.Namespace) -> None:
    from netapp import restore

    with _site(config):
        rows = restore.read(arguments.file)
    print(f"Restored {rows} rows. Everybody signs in anew.")


def _reindex(config: Config, _arguments: argparse.Namespace) -> None:
    from netapp import database
    from netapp.core import reindexing

    with _site(config):
        database.prepare()
        changed = reindexing.everything()
    print(f"The search index is whole: {changed} rows differed.")


def _read_archive(config: Config, arguments: argparse.Namespace) -> None:
    from netapp import database
    from netapp.archive import reading

    with _site(config):
        database.prepare()
        group, found = reading.read_in(reading.OPERATOR, arguments.file)
        print(
            f"{group.name} is network {group.id} of this site. Memberships: {found.count('members')}, "
            f"meetings: {found.count('meetings')}. Nobody was written to."
        )


def _mailin(config: Config, arguments: argparse.Namespace) -> int:
    import os

    from netapp import create_app, serving
    from netapp.mailin import listening, pipe

    if not config.mailin_domain:
        raise settings.Odd("Letters come in once NETAPP_MAILIN_DOMAIN says for which domain; README.md says how.")
    serving.log_to_stderr()
    if arguments.lmtp:
        return listening.serve(create_app(config), arguments.lmtp)
    try:
        return pipe.read_one(create_app(config), sys.stdin.buffer, os.environ, arguments.to, arguments.sender)
    except Exception as error:
        # Whatever it is, it is ours: the mail server keeps the letter.
        return _say(error, pipe.COME_AGAIN)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="netapp", description="Meetings, sign-ups and calendars for business networks."
    )
    parser.epilog = "Settings are environment variables: README.md lists them."
    parser.set_defaults(odd=2)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="serve the site and send its letters, until Ctrl-C")
    run.add_argument("--demo", action="store_true", help="load the demo networks first, when nothing is there yet")
    run.set_defaults(command=_run)

    commands.add_parser("demo", help="load the demo networks into an empty database").set_defaults(command=_demo)

    worker = commands.add_parser("worker", help="send letters and do timed work, beside a site that runs elsewhere")
    worker.set_defaults(command=_worker)

    admin = commands.add_parser("admin", help="print a link that signs in an administrator")
    admin.add_argument("email", metavar="EMAIL")
    admin.set_defaults(command=_admin)

    commands.add_parser("check", help="look at settings, database and migrations").set_defaults(command=_check)

    reindex = commands.add_parser("reindex", help="make the search index anew, which the worker does by itself in time")
    reindex.set_defaults(command=_reindex)

    backup = commands.add_parser("backup", help="write the whole site into one file")
    backup.add_argument("file", metavar="FILE", type=Path)
    backup.set_defaults(command=_backup)

    restore = commands.add_parser("restore", help="read such a file into an empty database")
    restore.add_argument("file", metavar="FILE", type=Path)
    restore.set_defaults(command=_restore)

    mailin = commands.add_parser("mailin", help="take a letter from standard input, or letters by LMTP")
    mailin.add_argument("--lmtp", metavar="HOST:PORT|unix:/path", help="take letters there until Ctrl-C")
    mailin.add_argument("--to", metavar="ADDRESS", nargs="+", default=[], help="whom the letter is for")
    mailin.add_argument("--from", metavar="ADDRESS", dest="sender", help="the envelope's sender; empty for a bounce")
    # A mail server keeps the letter meanwhile, and gives up on 2.
    mailin.set_defaults(command=_mailin, odd=75)

    archive = commands.add_parser("archive", help="a network that was taken along from another site")
    reads = archive.add_subparsers(required=True, metavar="COMMAND")
    read = reads.add_parser("read", help="read a network's archive into this site")
    read.add_argument("file", metavar="FILE", type=Path)
    read.set_defaults(command=_read_archive)
    return parser


if __name__ == "__main__":
    sys.exit(main())
