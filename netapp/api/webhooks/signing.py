"""Signatures as Standard Webhooks has them (standardwebhooks.com): HMAC-SHA256 over number, moment and body.

The secret is made of the row's nonce and the site's own key: who reads the database, or a backup, can sign nothing.
"""

import hmac
from base64 import b64encode

from flask import current_app


def secret(nonce: str) -> str:
    """As its owner is shown it, once."""
    return "whsec_" + b64encode(_key(nonce)).decode("ascii")


def headers(nonce: str, message_id: str, moment: int, body: bytes) -> dict[str, str]:
    signed = f"{message_id}.{moment}.".encode() + body
    mark = b64encode(hmac.digest(_key(nonce), signed, "sha256")).decode("ascii")
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,{mark}",
    }


def _key(nonce: str) -> bytes:
    return hmac.digest(str(current_app.secret_key).encode(), f"netapp.webhook\0{nonce}".encode(), "sha256")
