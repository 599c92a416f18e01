"""The yardstick: an empty Flask view, served by gunicorn's sync workers. All figures are relative to it."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def empty() -> str:
    return ""
