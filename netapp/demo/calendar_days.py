"""Working days: nobody holds a meeting on a Sunday or at Christmas, on whatever day the demo is built."""

from datetime import date, timedelta

# Days off in at least one of the three countries; the whole of Christmas is one.
_FIXED = {(1, 1), (1, 2), (1, 6), (5, 1), (6, 5), (6, 6), (12, 6), *((12, day) for day in range(23, 32))}
_AROUND_EASTER = (-3, -2, 1, 39, 40, 50)


def is_working(day: date) -> bool:
    """Monday to Friday, and a holiday nowhere."""
    if day.weekday() > 4 or (day.month, day.day) in _FIXED:
        return False
    midsummer_eve = day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4
    return not midsummer_eve and (day - _easter(day.year)).days not in _AROUND_EASTER


def next_working(day: date, days: int = 1) -> date:
    """The first day from `day` on from which `days` days in a row are working days."""
    while not all(is_working(day + timedelta(n)) for n in range(days)):
        day += timedelta(1)
    return day


def last_working(day: date) -> date:
    """The last working day up to `day`."""
    while not is_working(day):
        day -= timedelta(1)
    return day


def _easter(year: int) -> date:
    """Easter Sunday, by Oudin's rule of 1940 (Gregorian years)."""
    century, golden = year // 100, year % 19
    moon = (century - century // 4 - (century - (century - 17) // 25) // 3 + 19 * golden + 15) % 30
    moon -= moon // 28 * (1 - 29 // (moon + 1) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    since_march = moon - weekday
    month = 3 + (since_march + 40) // 44
    return date(year, month, since_march + 28 - 31 * (month // 4))
