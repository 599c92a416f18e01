"""The pages that explain: how it works, privacy, accessibility, imprint."""

from flask import render_template

from netapp.core import kept, site, text
from netapp.core.access import public
from netapp.groups import words
from netapp.groups.models import OFFICES
from netapp.home import rights
from netapp.home.views import Answer, blueprint


@blueprint.get("/how-it-works")
@public
@kept.page
def how_it_works() -> Answer:
    return render_template("home/how_it_works.html")


@blueprint.get("/who-may-do-what", endpoint="rights")
@public
@kept.page
def rights_() -> Answer:
    """The same for everybody: what the rules say of made people, not of who looks."""
    offices = [(words.OFFICES[office], words.OFFICE_HINTS[office]) for office in OFFICES]
    return render_template("home/rights.html", sections=rights.sections(), offices=offices)


@blueprint.get("/privacy")
@public
@kept.page
def privacy() -> Answer:
    """What the code keeps and for how long; a test compares the numbers with the code's."""
    return render_template("home/privacy.html")


@blueprint.get("/accessibility")
@public
@kept.page
def accessibility() -> Answer:
    return render_template("home/accessibility.html")


@blueprint.get("/imprint")
@public
@kept.page
def imprint() -> Answer:
    return render_template("home/imprint.html", imprint=text.markdown(site.current().imprint))
