"""What a browser sends that is signed in: the cookie that a visit to the site would have left in it."""

from flask import Flask


def cookie(app: Flask, token: str) -> str:
    """The `Cookie:` header's value for a session's token, signed with the app's own secret."""
    # `_id` is the browser's mark, which only Flask-Login's session protection would look at: it is off.
    values = {"_permanent": True, "_user_id": token, "_fresh": True, "_id": "0" * 128}
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(values)}"
