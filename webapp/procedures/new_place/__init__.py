"""A new place from a template, by names and parameters: no diagram need be touched."""

from webapp.procedures.new_place.making import MadePlace, make_place_files, store_new_place
from webapp.procedures.new_place.wishes import (
    DEFAULT_ZONE,
    Name,
    Organ,
    ParameterWish,
    PlaceWishes,
    YearWish,
    show_parameter,
)

__all__ = [
    "DEFAULT_ZONE",
    "MadePlace",
    "Name",
    "Organ",
    "ParameterWish",
    "PlaceWishes",
    "YearWish",
    "make_place_files",
    "show_parameter",
    "store_new_place",
]
