"""The four forms of a base by their printed names."""

from __future__ import annotations

from kyoten_extract.model.survey import Base, BaseForm

# Characters: form names agree between editions up to here (独自事務所, 独自海外事務所).
_STEM = 2

_FORMS = {form.label[:_STEM]: form for form in BaseForm}


def named_form(base: Base) -> BaseForm | None:
    """Return the form whose name is printed after the letter, ``None`` if it is none of them."""
    return None if base.form_note is None else _FORMS.get(base.form_note[:_STEM])
