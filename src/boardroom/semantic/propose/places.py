"""Names of countries and states beside their codes: aliases for the values of place columns."""

COUNTRIES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("AR", "Argentina", ()), ("AT", "Austria", ()), ("AU", "Australia", ()), ("BE", "Belgium", ()),
    ("BR", "Brazil", ()), ("CA", "Canada", ()), ("CH", "Switzerland", ()), ("CL", "Chile", ()),
    ("CN", "China", ()), ("CO", "Colombia", ()), ("CZ", "Czech Republic", ("Czechia",)),
    ("DE", "Germany", ()), ("DK", "Denmark", ()), ("EG", "Egypt", ()), ("ES", "Spain", ()),
    ("FI", "Finland", ()), ("FR", "France", ()), ("GB", "United Kingdom", ("UK", "Great Britain")),
    ("GR", "Greece", ()), ("HK", "Hong Kong", ()), ("HU", "Hungary", ()), ("ID", "Indonesia", ()),
    ("IE", "Ireland", ()), ("IL", "Israel", ()), ("IN", "India", ()), ("IT", "Italy", ()),
    ("JP", "Japan", ()), ("KR", "South Korea", ("Korea",)), ("MX", "Mexico", ()),
    ("MY", "Malaysia", ()), ("NG", "Nigeria", ()), ("NL", "Netherlands", ("Holland",)),
    ("NO", "Norway", ()), ("NZ", "New Zealand", ()), ("PE", "Peru", ()), ("PH", "Philippines", ()),
    ("PL", "Poland", ()), ("PT", "Portugal", ()), ("RO", "Romania", ()), ("RU", "Russia", ()),
    ("SA", "Saudi Arabia", ()), ("SE", "Sweden", ()), ("SG", "Singapore", ()),
    ("TH", "Thailand", ()), ("TR", "Turkey", ("Türkiye",)), ("TW", "Taiwan", ()),
    ("UA", "Ukraine", ()), ("AE", "United Arab Emirates", ("UAE",)),
    ("US", "United States", ("USA", "America", "United States of America")), ("VN", "Vietnam", ()),
    ("ZA", "South Africa", ()),
)  # fmt: skip

US_STATES: tuple[tuple[str, str, tuple[str, ...]], ...] = tuple(
    (pair[:2], pair[3:], ())
    for pair in (
        "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|"
        "DE Delaware|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|"
        "KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|"
        "MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|"
        "NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|"
        "OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|"
        "TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|"
        "WI Wisconsin|WY Wyoming|DC District of Columbia"
    ).split("|")
)


def aliases(words: tuple[str, ...], values: tuple[str, ...]) -> dict[str, str]:
    """Other names for the values of a country or state column: alias → stored value."""
    if "country" in words or "nation" in words:
        return _known(values, COUNTRIES)
    if "state" in words or "province" in words:
        return _known(values, US_STATES)
    return {}


def _known(
    values: tuple[str, ...], places: tuple[tuple[str, str, tuple[str, ...]], ...]
) -> dict[str, str]:
    """Aliases only when most values are such places: «CA» may be Canada or California."""
    stored = {value.strip().lower(): value for value in values}
    found: dict[str, str] = {}
    hits = 0
    for code, name, others in places:
        names = (code, name, *others)
        value = next((stored[text.lower()] for text in names if text.lower() in stored), None)
        if value is None:
            continue
        hits += 1
        found.update({text: value for text in names if text.lower() not in stored})
    return found if hits >= 0.6 * len(values) else {}
