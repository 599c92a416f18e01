"""What companies do, as the European Union counts it: NACE Rev. 2.1, its sections and divisions.

The English names are those of Commission Delegated Regulation (EU) 2023/137, annex; where one goes on in a list of what
else belongs to it, it is cut there. Names in other languages would have to come from the same annex in that language.
"""

from functools import cache

# Section → (its name, its divisions with their names).
SECTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "A": (
        "Agriculture, forestry and fishing",
        {
            "01": "Crop and animal production, hunting and related service activities",
            "02": "Forestry and logging",
            "03": "Fishing and aquaculture",
        },
    ),
    "B": (
        "Mining and quarrying",
        {
            "05": "Mining of coal and lignite",
            "06": "Extraction of crude petroleum and natural gas",
            "07": "Mining of metal ores",
            "08": "Other mining and quarrying",
            "09": "Mining support service activities",
        },
    ),
    "C": (
        "Manufacturing",
        {
            "10": "Manufacture of food products",
            "11": "Manufacture of beverages",
            "12": "Manufacture of tobacco products",
            "13": "Manufacture of textiles",
            "14": "Manufacture of wearing apparel",
            "15": "Manufacture of leather and related products of other materials",
            "16": "Manufacture of wood and of products of wood and cork, except furniture",
            "17": "Manufacture of paper and paper products",
            "18": "Printing and reproduction of recorded media",
            "19": "Manufacture of coke and refined petroleum products",
            "20": "Manufacture of chemicals and chemical products",
            "21": "Manufacture of basic pharmaceutical products and pharmaceutical preparations",
            "22": "Manufacture of rubber and plastic products",
            "23": "Manufacture of other non-metallic mineral products",
            "24": "Manufacture of basic metals",
            "25": "Manufacture of fabricated metal products, except machinery and equipment",
            "26": "Manufacture of computer, electronic and optical products",
            "27": "Manufacture of electrical equipment",
            "28": "Manufacture of machinery and equipment n.e.c.",
            "29": "Manufacture of motor vehicles, trailers and semi-trailers",
            "30": "Manufacture of other transport equipment",
            "31": "Manufacture of furniture",
            "32": "Other manufacturing",
            "33": "Repair, maintenance and installation of machinery and equipment",
        },
    ),
    "D": (
        "Electricity, gas, steam and air conditioning supply",
        {"35": "Electricity, gas, steam and air conditioning supply"},
    ),
    "E": (
        "Water supply; sewerage, waste management and remediation activities",
        {
            "36": "Water collection, treatment and supply",
            "37": "Sewerage",
            "38": "Waste collection, recovery and disposal activities",
            "39": "Remediation activities and other waste management service activities",
        },
    ),
    "F": (
        "Construction",
        {
            "41": "Construction of residential and non-residential buildings",
            "42": "Civil engineering",
            "43": "Specialised construction activities",
        },
    ),
    "G": ("Wholesale and retail trade", {"46": "Wholesale trade", "47": "Retail trade"}),
    "H": (
        "Transportation and storage",
        {
            "49": "Land transport and transport via pipelines",
            "50": "Water transport",
            "51": "Air transport",
            "52": "Warehousing, storage and support activities for transportation",
            "53": "Postal and courier activities",
        },
    ),
    "I": (
        "Accommodation and food service activities",
        {"55": "Accommodation", "56": "Food and beverage service activities"},
    ),
    "J": (
        "Publishing, broadcasting, and content production and distribution activities",
        {
            "58": "Publishing activities",
            "59": "Motion picture, video and television programme production, sound recording and music publishing",
            "60": "Programming, broadcasting, news agency and other content distribution activities",
        },
    ),
    "K": (
        "Telecommunication, computer programming, consulting, computing infrastructure and other information services",
        {
            "61": "Telecommunication",
            "62": "Computer programming, consultancy and related activities",
            "63": "Computing infrastructure, data processing, hosting and other information service activities",
        },
    ),
    "L": (
        "Financial and insurance activities",
        {
            "64": "Financial service activities, except insurance and pension funding",
            "65": "Insurance, reinsurance and pension funding, except compulsory social security",
            "66": "Activities auxiliary to financial services and insurance activities",
        },
    ),
    "M": ("Real estate activities", {"68": "Real estate activities"}),
    "N": (
        "Professional, scientific and technical activities",
        {
            "69": "Legal and accounting activities",
            "70": "Activities of head offices and management consultancy",
            "71": "Architectural and engineering activities; technical testing and analysis",
            "72": "Scientific research and development",
            "73": "Activities of advertising, market research and public relations",
            "74": "Other professional, scientific and technical activities",
            "75": "Veterinary activities",
        },
    ),
    "O": (
        "Administrative and support service activities",
        {
            "77": "Rental and leasing activities",
            "78": "Employment activities",
            "79": "Travel agency, tour operator and other reservation service and related activities",
            "80": "Investigation and security activities",
            "81": "Services to buildings and landscape activities",
            "82": "Office administrative, office support and other business support activities",
        },
    ),
    "P": (
        "Public administration and defence; compulsory social security",
        {"84": "Public administration and defence; compulsory social security"},
    ),
    "Q": ("Education", {"85": "Education"}),
    "R": (
        "Human health and social work activities",
        {
            "86": "Human health activities",
            "87": "Residential care activities",
            "88": "Social work activities without accommodation",
        },
    ),
    "S": (
        "Arts, sports and recreation",
        {
            "90": "Arts creation and performing arts activities",
            "91": "Libraries, archives, museums and other cultural activities",
            "92": "Gambling and betting activities",
            "93": "Sports activities and amusement and recreation activities",
        },
    ),
    "T": (
        "Other service activities",
        {
            "94": "Activities of membership organisations",
            "95": "Repair and maintenance of computers, personal and household goods, motor vehicles and motorcycles",
            "96": "Personal service activities",
        },
    ),
    "U": (
        "Activities of households as employers and undifferentiated producing activities of households for own use",
        {
            "97": "Activities of households as employers of domestic personnel",
            "98": "Undifferentiated goods- and service-producing activities of private households for own use",
        },
    ),
    "V": (
        "Activities of extraterritorial organisations and bodies",
        {"99": "Activities of extraterritorial organisations and bodies"},
    ),
}


@cache
def divisions() -> dict[str, str]:
    """Division → the letter of its section."""
    return {code: letter for letter, (_name, inside) in SECTIONS.items() for code in inside}


def name_of(division: str) -> str:
    """In English, whatever the reader's language: say so with `lang`."""
    return SECTIONS[divisions()[division]][1][division]


def section_name(letter: str) -> str:
    return SECTIONS[letter][0]
