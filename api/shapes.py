"""The shape of a body, made once from the serializer that documents it: which fields there are, and their types.

A shape refuses unknown fields (a mistyped name would otherwise be lost without a word) and wrong types. It asks
nothing else: what is required and what makes sense is decided by `core.casework`, for every surface alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from core.common.errors import Invalid, Sentence
from tenants.lazy_text import Promise

# A body may hold a hundred thousand unknown fields; this many are named.
_MOST_FAULTS = 20
_LONGEST_NAME = 100
_UNKNOWN = _("Isian ini tidak dikenal. Periksa ejaannya.")
_NOT_OBJECT = _("Isian ini harus berupa objek JSON.")

Faults = dict[str, list[Sentence]]


@dataclass(frozen=True)
class Value:
    """A single value: text, a number, or yes or no."""

    types: tuple[type, ...]
    sentence: Promise
    allows_null: bool

    def check(self, value: Any, name: str, faults: Faults) -> None:
        if not isinstance(value, self.types) or isinstance(value, bool) is not (bool in self.types):
            faults[name] = [self.sentence]


@dataclass(frozen=True)
class Many:
    """A list of values of one type, or of objects of one shape."""

    child: "Value | Shape"
    allows_null: bool

    def check(self, value: Any, name: str, faults: Faults) -> None:
        if not isinstance(value, list):
            faults[name] = [_("Isian ini harus berupa daftar.")]
            return
        for place, member in enumerate(value):
            self.child.check(member, f"{name}.{place}" if isinstance(self.child, Shape) else name, faults)


@dataclass(frozen=True)
class Shape:
    """An object with named fields."""

    fields: Mapping[str, "Value | Many | Shape"]
    allows_null: bool = False

    def read(self, body: Any) -> dict[str, Any]:
        """The body itself when it has this shape; Invalid with a sentence at every field that does not fit."""
        faults: Faults = {}
        self.check(body, "", faults)
        if faults:
            raise Invalid(dict(list(faults.items())[:_MOST_FAULTS]))
        return body

    def check(self, value: Any, name: str, faults: Faults) -> None:
        if not isinstance(value, dict):
            faults[name] = [_NOT_OBJECT]
            return
        prefix = f"{name}." if name else ""
        for key, member in value.items():
            field = self.fields.get(key)
            if field is None:
                faults[f"{prefix}{key[:_LONGEST_NAME]}"] = [_UNKNOWN]
            elif member is not None or not field.allows_null:
                field.check(member, f"{prefix}{key}", faults)


def shape_of(serializer: type[serializers.Serializer]) -> Shape:
    """The shape a serializer documents. Made at import; a kind of field it does not know stops the start."""
    return _shape(serializer())


def _shape(serializer: serializers.Serializer) -> Shape:
    return Shape({name: _field(field) for name, field in serializer.fields.items()}, serializer.allow_null)


def _field(field: serializers.Field) -> Value | Many | Shape:
    if isinstance(field, serializers.Serializer):
        return _shape(field)
    if isinstance(field, serializers.ListSerializer) and isinstance(field.child, serializers.Serializer):
        return Many(_shape(field.child), field.allow_null)
    if isinstance(field, serializers.ListField):
        return Many(_value(field.child), field.allow_null)
    return _value(field)


def _value(field: serializers.Field) -> Value:
    if isinstance(field, serializers.FloatField):
        return Value((int, float), _("Isian ini harus berupa angka."), field.allow_null)
    if isinstance(field, serializers.IntegerField):
        return Value((int,), _("Isian ini harus berupa angka bulat."), field.allow_null)
    if isinstance(field, serializers.BooleanField):
        return Value((bool,), _("Isian ini harus berupa true atau false."), field.allow_null)
    if isinstance(field, serializers.CharField | serializers.ChoiceField | serializers.UUIDField):
        return Value((str,), _("Isian ini harus berupa teks."), field.allow_null)
    raise TypeError(f"{type(field).__name__} {field.field_name} has no shape")
