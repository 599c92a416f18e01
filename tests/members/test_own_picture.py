"""A picture of one's own, from a file or a telephone's camera."""

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from netapp.core.db import session
from netapp.members import actions
from netapp.members.models import Picture
from tests.members.conftest import viewer
from tests.support import drawings


@pytest.fixture
def send(as_, town):
    """send(content): Bob chooses a file and presses the button."""
    bob = as_(town.bob)

    def sending(content, name="me.jpg"):
        data = {"picture": (io.BytesIO(content), name)}
        return bob.post("/settings/picture", data, content_type="multipart/form-data")

    return sending


def kept():
    return session.scalars(sa.select(Picture)).one_or_none()


def test_a_photograph_is_chosen_and_seen_at_once(town, send, as_):
    answer = send(drawings.located())
    assert answer.location == "/settings"
    image = Image.open(io.BytesIO(kept().content))
    assert (image.format, image.size) == ("WEBP", (192, 192))
    assert drawings.WHERE not in kept().content
    path = f"/people/{town.bob.id}/picture-{kept().digest}.webp"
    page = as_(town.bob).get("/settings").text
    assert f'src="{path}"' in page
    assert "Remove my picture" in page
    assert as_(town.carol).get(path).status_code == 200
    assert as_().get(path).status_code == 303


@pytest.mark.parametrize("content", [c for said, c in drawings.HOSTILE.items() if not said.startswith("all")])
def test_what_is_no_picture_gets_a_sentence(send, content):
    answer = send(content)
    assert answer.status_code == 200
    assert 'id="picture-error"' in answer.text
    assert kept() is None


def test_choosing_nothing_gets_a_sentence(as_, town):
    assert "Choose a picture first." in as_(town.bob).post("/settings/picture").text


def test_the_page_of_its_own_works_without_a_picture_and_with_one(send, as_, town):
    assert "Remove my picture" not in as_(town.bob).get("/settings").text
    assert as_(town.bob).get("/settings/picture").status_code == 200
    send(drawings.picture())
    assert as_(town.bob).get("/settings/picture").status_code == 200


def test_twice_is_harmless_and_another_one_takes_its_place(send):
    send(drawings.picture())
    first = kept().digest
    send(drawings.picture())
    assert kept().digest == first
    send(drawings.picture(color="red"))
    assert kept().digest != first


def test_it_is_removed_on_the_same_page(send, as_, town):
    send(drawings.picture())
    assert as_(town.bob).post("/me/picture/removal").location == "/settings"
    assert kept() is None


def test_nobody_chooses_anothers(town, as_):
    answer = as_().post("/settings/picture", {"picture": (io.BytesIO(drawings.picture()), "x.png")})
    assert answer.status_code == 303
    assert "/sign-in" in answer.location
    assert kept() is None


def test_erasing_the_person_takes_it_along(send, town):
    send(drawings.picture())
    actions.erase(viewer(town.bob), town.bob)
    assert kept() is None


def test_somebody_who_sends_all_day_is_asked_to_wait(send, monkeypatch):
    monkeypatch.setattr("netapp.files.fields.A_DAY", 2)
    assert [send(drawings.picture()).status_code for _turn in range(3)] == [303, 303, 429]


def test_it_is_a_page_of_ones_own(as_, town):
    page = as_(town.bob).get("/settings/picture").text
    assert '<a href="/me" aria-current="page">' in page
    assert '<a href="/companies" aria-current="page">' not in page
