"""What everything the API shows or takes is described by: serializers that write or read it, and document it at once.

They are declared and used as REST framework's are (`.data`, `.is_valid()`, `.validated_data`). What follows from the
declaration is worked out once a class: REST framework does so once an instance, by copying every field, which costs
more than the rest of an answer.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from functools import cache, cached_property
from itertools import islice
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.utils.serializer_helpers import BindingDict

from core.common.errors import Invalid, Sentence
from core.common.present import present
from core.deadlines.arithmetic import to_the_second
from tenants import sites
from tenants.context import current

# A body may hold a hundred thousand unknown fields; this many are named.
_MOST_FAULTS = 20
_LONGEST_NAME = 100

Faults = dict[str, list[Sentence]]


class _Declared(serializers.Serializer):
    """A serializer whose fields are those of its class: nobody changes them, and they know no request."""

    @cached_property
    def fields(self) -> BindingDict:
        return _fields(type(self))


@cache
def _fields(shape: type[_Declared]) -> BindingDict:
    fields = BindingDict(shape())
    for name, field in shape().get_fields().items():
        fields[name] = field
    return fields


# -- What is shown ----------------------------------------------------------------------------------------------------


class Moment(serializers.DateTimeField):
    """A time as a city shows it: ISO 8601 with the offset of its own zone."""

    def shown(self, value: datetime, zone: tzinfo) -> str:
        return value.astimezone(zone).isoformat()


class DueMoment(Moment):
    """The end of a deadline: the last second of its day."""

    def shown(self, value: datetime, zone: tzinfo) -> str:
        return super().shown(to_the_second(value), zone)


class Shape(_Declared):
    """What an answer shows of an object.

    A field shows the attribute its `source` names, or what the method `get_<field>` finds in the object; None is
    shown as null. Nested shapes and `Moment`s make their own of that; anything else goes to the renderer as it is.
    """

    # Whether what is shown follows from the object alone, so that one that comes again is shown as before.
    is_repeatable = False

    def to_representation(self, instance: Any) -> dict[str, Any]:
        if not self.is_repeatable:
            return self._shown(instance)
        known = self._known.get(id(instance))
        if known is None:
            self._known[id(instance)] = known = instance, self._shown(instance)
        return known[1]

    def _shown(self, instance: Any) -> dict[str, Any]:
        shown = {}
        for name, attribute, method, show in _readings(type(self)):
            value = attribute(instance) if method is None else method(self, instance)
            shown[name] = value if show is None or value is None else show(self, value)
        return shown

    @property
    def request(self) -> Any:
        return self.context["request"]

    @property
    def as_written(self) -> bool:
        """Whether the reader (reporter or desk) reads what the public reads another version of, or nothing."""
        return self.context["view"].as_written

    @cached_property
    def site(self) -> str:
        """The address of the host that was asked, without a slash at its end."""
        return sites.here(self.request)

    @cached_property
    def zone(self) -> tzinfo:
        return current().zone

    @cached_property
    def _known(self) -> dict[int, tuple[Any, dict[str, Any]]]:
        """By id: objects, which are kept so that no other one gets it, and how they were shown."""
        return {}

    @cached_property
    def _nested(self) -> dict[type["Shape"], "Shape"]:
        return {}

    def all_of(self, instances: Iterable[Any]) -> list[dict[str, Any]]:
        return [self.to_representation(instance) for instance in instances]

    def nested(self, shape: type["Shape"]) -> "Shape":
        """A serializer for what this one holds: one of each class in a whole answer."""
        found = self._nested.get(shape)
        if found is None:
            self._nested[shape] = found = shape(context=self.context)
            found.__dict__["_nested"] = self._nested
        return found


_Reading = tuple[str, Callable[[Any], Any], Callable[[Shape, Any], Any] | None, Callable[[Shape, Any], Any] | None]


@cache
def _readings(shape: type[Shape]) -> list[_Reading]:
    """For each field: the attribute it shows, the method that takes its place, and what becomes of the value."""
    return [
        (name, _attribute(field.source), getattr(shape, f"get_{name}", None), _show(field))
        for name, field in _fields(shape).items()
    ]


def _attribute(source: str | None) -> Callable[[Any], Any]:
    return (lambda instance: instance) if source == "*" else attrgetter(present(source))


def _show(field: serializers.Field) -> Callable[[Shape, Any], Any] | None:
    if isinstance(field, Shape):
        shape = type(field)
        return lambda holder, value: holder.nested(shape).to_representation(value)
    if isinstance(field, serializers.ListSerializer) and isinstance(field.child, Shape):
        member = type(field.child)
        return lambda holder, values: holder.nested(member).all_of(values)
    if isinstance(field, Moment):
        return lambda holder, value: field.shown(value, holder.zone)
    return None


# -- What is taken ----------------------------------------------------------------------------------------------------

_TYPES: tuple[tuple[tuple[type[serializers.Field], ...], tuple[type, ...], Sentence], ...] = (
    ((serializers.FloatField,), (int, float), _("Isian ini harus berupa angka.")),
    ((serializers.IntegerField,), (int,), _("Isian ini harus berupa angka bulat.")),
    ((serializers.BooleanField,), (bool,), _("Isian ini harus berupa true atau false.")),
    (
        (serializers.CharField, serializers.ChoiceField, serializers.UUIDField),
        (str,),
        _("Isian ini harus berupa teks."),
    ),
)


class Body(_Declared):
    """What a request says, read from its JSON.

    Invalid for unknown fields (a mistyped name would otherwise be lost without a word) and for wrong types. Nothing
    else is asked: what is required and what makes sense is decided by `core.casework`, for every surface alike. So a
    required field that was left out is None, and the operation's own sentence asks for it. What a nested body with
    `source="*"` says stands beside the other fields.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        _check_types(cls)

    @classmethod
    def read(cls, said: Any) -> dict[str, Any]:
        """The validated data of a body; Invalid with a sentence at every field that does not fit."""
        body = cls(data=said)
        body.is_valid()
        return body.validated_data

    @classmethod
    def places(cls) -> dict[str, str]:
        """Where the fields of nested bodies stand, by their names in the validated data: "contact.email"."""
        nested = [(name, field) for name, field in _fields(cls).items() if isinstance(field, Body)]
        return {inner: f"{name}.{inner}" for name, body in nested for inner in body.fields.fields}

    def run_validation(self, data: Any = empty) -> dict[str, Any]:
        faults: Faults = {}
        said = self._take(data, "", faults)
        if faults:
            raise Invalid(dict(islice(faults.items(), _MOST_FAULTS)))
        return said

    def _take(self, said: Any, place: str, faults: Faults) -> dict[str, Any]:
        if not isinstance(said, dict):
            faults[place] = [_("Isian ini harus berupa objek JSON.")]
            return {}
        fields, prefix = self.fields.fields, f"{place}." if place else ""
        taken = {name: None for name, field in fields.items() if field.required}
        for name, value in said.items():
            field = fields.get(name)
            if field is None:
                faults[f"{prefix}{name[:_LONGEST_NAME]}"] = [_("Isian ini tidak dikenal. Periksa ejaannya.")]
            elif field.source == "*":
                taken |= _value(field, value, f"{prefix}{name}", faults) or {}
            else:
                taken[name] = _value(field, value, f"{prefix}{name}", faults)
        return taken


def _value(field: Any, value: Any, place: str, faults: Faults) -> Any:
    if value is None and field.allow_null:
        return None
    if isinstance(field, Body):
        return field._take(value, place, faults)
    if isinstance(field, serializers.ListField | serializers.ListSerializer):
        if not isinstance(value, list):
            faults[place] = [_("Isian ini harus berupa daftar.")]
            return []
        child, is_body = field.child, isinstance(field.child, Body)
        return [
            _value(child, member, f"{place}.{number}" if is_body else place, faults)
            for number, member in enumerate(value)
        ]
    types, sentence = _types(field)
    if not isinstance(value, types) or isinstance(value, bool) is not (bool in types):
        faults[place] = [sentence]
    return value


def _types(field: Any) -> tuple[tuple[type, ...], Sentence]:
    for kinds, types, sentence in _TYPES:
        if isinstance(field, kinds):
            return types, sentence
    raise TypeError(f"a body takes no {type(field).__name__}")


def _check_types(body: type[Body]) -> None:
    """Stop the start at a kind of field that nothing here can check."""
    for field in _fields(body).values():
        if not isinstance(field := getattr(field, "child", field), Body):
            _types(field)
