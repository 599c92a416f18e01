"""All timed work on one page: its name, how often, and which function. Each may be run twice without harm."""

from datetime import timedelta

from netapp.api import tasks as api
from netapp.api.webhooks import actions as webhook_actions
from netapp.api.webhooks import tasks as webhooks
from netapp.archive import uploads as archives
from netapp.core import db, limits, log, reindexing
from netapp.events import tasks as events
from netapp.events.checkin import tasks as check_in
from netapp.events.feedback import tasks as feedback
from netapp.events.importing import actions as importing
from netapp.events.importing import tasks as import_tasks
from netapp.events.messages import tasks as messages
from netapp.events.polls import tasks as polls
from netapp.events.reminders import tasks as reminders
from netapp.events.series import tasks as series
from netapp.files import tasks as files
from netapp.forums import tasks as forums
from netapp.forums.attaching import tasks as attaching
from netapp.forums.importing import actions as list_actions
from netapp.forums.importing import tasks as lists
from netapp.forums.moderation import tasks as moderation
from netapp.groups import roster_tasks, rosters
from netapp.groups import tasks as groups
from netapp.home import tasks as home
from netapp.mail import tasks as mail
from netapp.mail.ticks import Task
from netapp.mailin import tasks as mailin
from netapp.members import tasks as members
from netapp.promises import tasks as promises
from netapp.signin import tasks as signin

TASKS = (
    Task("reminders", timedelta(minutes=10), reminders.send_reminders),
    Task("end of promotions", timedelta(minutes=5), events.end_promotions),
    Task("ask how it was", timedelta(minutes=10), feedback.ask),
    Task("remind of promises", timedelta(minutes=10), promises.remind),
    Task("list late promises", timedelta(minutes=30), promises.list_late),
    Task("poll reminders", timedelta(minutes=10), polls.send_reminders),
    Task("ended polls", timedelta(minutes=10), polls.tell_over),
    Task("letters that go on", timedelta(minutes=5), messages.go_on),
    Task("dates of series", timedelta(hours=6), series.extend),
    Task("tell moderators", timedelta(minutes=10), moderation.tell_of_waiting),
    Task("digests", timedelta(minutes=30), home.send_digests),
    Task(rosters.TASK, timedelta(minutes=1), roster_tasks.invite),
    Task("forget lists", timedelta(hours=6), roster_tasks.forget_old),
    Task(importing.TASK, timedelta(minutes=1), import_tasks.go_on),
    Task("forget calendar files", timedelta(hours=6), import_tasks.forget_old),
    Task("forget requests", timedelta(hours=6), events.forget_requests),
    Task("forget poll requests", timedelta(hours=6), polls.forget_requests),
    Task("forget answers", timedelta(hours=6), events.forget_answers),
    Task("forget feedback", timedelta(hours=6), feedback.forget_opinions),
    Task("tell of posts", timedelta(minutes=1), forums.tell),
    Task(list_actions.TASK, timedelta(minutes=1), lists.go_on),
    Task("forget lists of letters", timedelta(hours=6), lists.forget_old),
    Task("forget drafts", timedelta(days=1), forums.forget_drafts),
    Task("forget files of posts", timedelta(hours=6), attaching.forget_files),
    Task("forget walk-ins", timedelta(hours=6), check_in.forget_walk_ins),
    Task("forget at the doors", timedelta(hours=6), groups.forget_at_the_doors),
    Task("ask companies", timedelta(days=1), members.ask_companies),
    Task("forget guests", timedelta(hours=6), members.erase_guests),
    Task("search index", timedelta(minutes=1), reindexing.go_on),
    Task("forget letters", timedelta(hours=6), mail.forget_old),
    Task("forget received", timedelta(hours=6), mailin.forget_old),
    Task("forget links", timedelta(hours=6), signin.forget_old),
    Task(webhook_actions.TASK, timedelta(minutes=1), webhooks.send),
    Task("forget messages", timedelta(hours=6), webhooks.forget_old),
    Task("forget keys", timedelta(hours=6), api.forget_old),
    Task("forget limits", timedelta(hours=1), limits.forget_old),
    Task("forget archives", timedelta(hours=1), archives.forget_old),
    Task("sweep files", timedelta(days=1), files.sweep),
    Task("forget log", timedelta(days=1), log.forget_old),
    Task("keep owners", timedelta(hours=6), groups.keep_owned),
    Task("look over the indexes", timedelta(days=1), db.look_over),
)
