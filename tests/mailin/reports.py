"""What mail servers write when a letter did not arrive, as Postfix, Exchange, Exim, Gmail and others word it."""

from typing import NamedTuple


class Report(NamedTuple):
    """What a server writes; `status` None: the letter may still arrive, or has."""

    source: str
    status: str | None
    for_good: bool = False


def _report(head: str, text: str, status: str) -> str:
    return (
        f'{head}\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        f"--B\nContent-Type: text/plain; charset=us-ascii\n\n{text}\n\n--B\n"
        f"Content-Type: message/delivery-status\n\n{status}\n\n--B\nContent-Type: message/rfc822\n\n"
        "Subject: Who has pallets?\nFrom: post@net.example\n\n550 5.1.1 stands in the letter itself.\n\n--B--\n"
    ).replace("\n", "\r\n")


POSTFIX = """From: MAILER-DAEMON@mx.byg.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-Id: <20261123091420.9A1B2400C3@mx.byg.example>"""
POSTFIX_TEXT = """This is the mail system at host mx.byg.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below."""

EXCHANGE = """From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@byg.onmicrosoft.com>
Subject: Undeliverable: Who has pallets?
Auto-Submitted: auto-replied
Message-ID: <3f1b2a@AM0PR04MB1234.eurprd04.prod.outlook.com>"""

EXIM = """From: Mail Delivery System <Mailer-Daemon@cpanel7.host.example>
Subject: Mail delivery failed: returning message to sender
Auto-Submitted: auto-replied
X-Failed-Recipients: bob@bobs.example
Message-Id: <E1tEabc-0001Xy-2T@cpanel7.host.example>"""

GMAIL = """From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
Subject: Delivery Status Notification (Failure)
Auto-Submitted: auto-replied
Message-ID: <6741a2b3.050a0220.1cc393.0001.GMR@mx.google.com>"""

REPORTS = {
    "postfix": Report(
        _report(
            POSTFIX,
            POSTFIX_TEXT,
            "Reporting-MTA: dns; mx.byg.example\nX-Postfix-Queue-ID: 9A1B2400C3\nX-Postfix-Sender: rfc822; bounce@in\n"
            "Arrival-Date: Mon, 23 Nov 2026 10:14:20 +0100 (CET)\n\n"
            "Final-Recipient: rfc822; bob@bobs.example\nOriginal-Recipient: rfc822;bob@bobs.example\nAction: failed\n"
            "Status: 5.1.1\nRemote-MTA: dns; mx.bobs.example\n"
            "Diagnostic-Code: smtp; 550 5.1.1 <bob@bobs.example>: Recipient address rejected:\n"
            "    User unknown in virtual mailbox table",
        ),
        "5.1.1",
        True,
    ),
    "postfix, no domain": Report(
        _report(
            POSTFIX,
            POSTFIX_TEXT,
            "Reporting-MTA: dns; mx.byg.example\n\nFinal-Recipient: rfc822; bob@bobs.example\nAction: failed\n"
            "Status: 5.4.4\nDiagnostic-Code: X-Postfix; Host or domain name not found. Name service error",
        ),
        "5.4.4",
        True,
    ),
    "postfix, given up": Report(
        _report(
            POSTFIX,
            POSTFIX_TEXT,
            "Reporting-MTA: dns; mx.byg.example\n\nFinal-Recipient: rfc822; bob@bobs.example\nAction: failed\n"
            "Status: 4.4.1\nDiagnostic-Code: X-Postfix; connect to mx.bobs.example[192.0.2.7]:25: Connection timed out",
        ),
        "4.4.1",
    ),
    "postfix, delayed": Report(
        _report(
            POSTFIX.replace("Undelivered Mail Returned to Sender", "Delayed Mail (still being retried)"),
            "THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.",
            "Reporting-MTA: dns; mx.byg.example\n\nFinal-Recipient: rfc822; bob@bobs.example\nAction: delayed\n"
            "Status: 4.4.1\nWill-Retry-Until: Sat, 28 Nov 2026 10:14:20 +0100 (CET)",
        ),
        None,
    ),
    "exchange": Report(
        _report(
            EXCHANGE,
            "Your message to bob@bobs.example couldn't be delivered.\nbob wasn't found at bobs.example.",
            "Reporting-MTA: dns;AM0PR04MB1234.eurprd04.prod.outlook.com\nReceived-From-MTA: dns;net.example\n"
            "Arrival-Date: Mon, 23 Nov 2026 09:14:20 +0000\n\n"
            "Final-Recipient: rfc822;bob@bobs.example\nAction: failed\nStatus: 5.1.10\n"
            "Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient bob@bobs.example not found by"
            " SMTP address lookup",
        ),
        "5.1.10",
        True,
    ),
    "exchange, members of the house only": Report(
        _report(
            EXCHANGE,
            "Your message couldn't be delivered: it was blocked by the organisation.",
            "Reporting-MTA: dns;AM0PR04MB1234.eurprd04.prod.outlook.com\n\nFinal-Recipient: rfc822;bob@bobs.example\n"
            "Action: failed\nStatus: 5.7.133\nDiagnostic-Code: smtp;550 5.7.133 RESOLVER.RST.SenderNotAuthenticated",
        ),
        "5.7.133",
    ),
    "exim": Report(
        _report(
            EXIM,
            "This message was created automatically by mail delivery software.\n\nA message that you sent could not be"
            " delivered to one or more of its\nrecipients. This is a permanent error.",
            "Reporting-MTA: dns; cpanel7.host.example\n\nAction: failed\nFinal-Recipient: rfc822;bob@bobs.example\n"
            "Status: 5.0.0\nRemote-MTA: dns; mx.bobs.example\n"
            "Diagnostic-Code: smtp; 550-5.1.1 No such user here\n 550 5.1.1 bob@bobs.example",
        ),
        "5.1.1",
        True,
    ),
    "exim, without a report": Report(
        EXIM
        + "\nContent-Type: text/plain; charset=us-ascii\n\n"
        + "This message was created automatically by mail delivery software.\n\n"
        + "A message that you sent could not be delivered to one or more of its\n"
        + "recipients. This is a permanent error. The following address(es) failed:\n\n"
        + "  bob@bobs.example\n    SMTP error from remote mail server after RCPT TO:<bob@bobs.example>:\n"
        + "    host mx.bobs.example [192.0.2.7]: 550 5.1.1 User unknown\n",
        "5.1.1",
        True,
    ),
    "exim, delayed": Report(
        EXIM
        + "\nContent-Type: text/plain\n\nA message that you sent has not yet been delivered to one or more of its\n"
        + "recipients after more than 24 hours on the queue.\nNo action is required on your part. Delivery attempts"
        + " will continue for\nsome time, and this warning may be repeated.\n",
        None,
    ),
    "gmail": Report(
        _report(
            GMAIL,
            "** Address not found **\n\nYour message wasn't delivered to bob@bobs.example because the address couldn't"
            " be found.",
            "Reporting-MTA: dns; googlemail.com\nArrival-Date: Mon, 23 Nov 2026 01:14:20 -0800 (PST)\n"
            "X-Original-Message-ID: <abc@net.example>\n\n"
            "Final-Recipient: rfc822; bob@bobs.example\nAction: failed\nStatus: 5.1.1\n"
            "Remote-MTA: dns; gmail-smtp-in.l.google.com. (142.250.102.27, the server for the domain bobs.example.)\n"
            "Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.\n"
            " 550 5.1.1  https://support.google.com/mail/?p=NoSuchUser abc - gsmtp\n"
            "Last-Attempt-Date: Mon, 23 Nov 2026 01:14:21 -0800 (PST)",
        ),
        "5.1.1",
        True,
    ),
    "gmail, full": Report(
        _report(
            GMAIL,
            "** Message blocked **\n\nThe recipient's inbox is full.",
            "Reporting-MTA: dns; googlemail.com\n\nFinal-Recipient: rfc822; bob@bobs.example\nAction: failed\n"
            "Status: 5.2.2\nDiagnostic-Code: smtp; 552-5.2.2 The recipient's inbox is out of storage space.",
        ),
        "5.2.2",
    ),
    "gmail, delayed": Report(
        _report(
            GMAIL.replace("Failure", "Delay"),
            "** Delivery incomplete **\n\nThere was a temporary problem. Gmail will retry for 47 more hours.",
            "Reporting-MTA: dns; googlemail.com\n\nFinal-Recipient: rfc822; bob@bobs.example\nAction: delayed\n"
            "Status: 4.4.1",
        ),
        None,
    ),
    "qmail": Report(
        "From: MAILER-DAEMON@qmail.example\nSubject: failure notice\nMessage-ID: <1@qmail.example>\n\n"
        "Hi. This is the qmail-send program at qmail.example.\nI'm afraid I wasn't able to deliver your message to the"
        " following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        "<bob@bobs.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy.\n",
        "5.1.1",
        True,
    ),
    "away": Report(
        "From: bob@bobs.example\nSubject: Automatic reply: Who has pallets?\nAuto-Submitted: auto-replied\n"
        "Message-ID: <2@bobs.example>\n\nI am away until Monday. In room 550 they know more.\n",
        None,
    ),
    "a receipt": Report(
        "From: bob@bobs.example\nSubject: Read: Who has pallets?\nMessage-ID: <3@bobs.example>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="B"\n\n--B\n\nYour message was'
        " read.\n\n--B\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/x; displayed\n\n"
        "--B--\n",
        None,
    ),
}
