"""The outbox: a letter is a row, written in the transaction of the deed that caused it (M1).

A worker renders it when it leaves, asks once more whether it is still due (M3), and keeps what
failed. Without SMTP settings letters are kept for the administrators to read.
"""

from flask import Blueprint


def blueprint() -> Blueprint:
    from netapp.mail import views

    return views.blueprint
