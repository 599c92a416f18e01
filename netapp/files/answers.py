"""A file as a response, after its owner's query has found that the viewer may open it."""

import logging

from flask import request, send_file
from werkzeug.wrappers import Response

from netapp.core.errors import NotVisible
from netapp.files import storage
from netapp.files.models import File

YEAR = 365 * 24 * 3600
# What we have drawn ourselves; anything else a browser shall not open but save.
_SHOWN = {"image/webp"}
_log = logging.getLogger(__name__)


def answer(file: File) -> Response:
    """Its bytes, for this browser alone to keep: the address holds the mark and never means other bytes.

    NotVisible when the content is missing, which the log says.
    """
    try:
        content = storage.current().open(file.digest)
    except storage.Missing:
        _log.error("the content of file %s is missing", file.id)
        raise NotVisible from None
    is_shown = file.media_type in _SHOWN
    name = None if is_shown else file.name
    response = send_file(content, file.media_type, as_attachment=not is_shown, download_name=name, etag=False)
    if is_shown:
        response.headers["Content-Disposition"] = "inline"
    response.content_length = file.size
    response.set_etag(file.digest)
    response.headers["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response.make_conditional(request, accept_ranges=True, complete_length=file.size)
