"""The form of a base against what is said beside it."""

from __future__ import annotations

from collections.abc import Iterator

from kyoten_extract import codes
from kyoten_extract.checks.registry import at, rule
from kyoten_extract.model import BaseForm, Finding, Survey

# Editions word the forms' names differently after these: 独自事務所, 独自海外事務所.
_STEM = 2


@rule(codes.FORM_NOTE)
def forms_agree_with_their_words(survey: Survey) -> Iterator[Finding]:
    """The words after a form's letter do not name another form."""
    stems = {form: form.label[:_STEM] for form in BaseForm}
    for base in survey.bases:
        if base.form is None or base.form_note is None:
            continue
        for form, stem in stems.items():
            if form is not base.form and base.form_note.startswith(stem):
                yield codes.FORM_NOTE(
                    f"form {base.form.value} is called {base.form_note}, which is form "
                    f"{form.value}",
                    field="form",
                    expected=form.value,
                    actual=base.form.value,
                    **at(base),
                )


@rule(codes.FORM_CONTRACTOR)
def contracts_have_a_contractor(survey: Survey) -> Iterator[Finding]:
    """A base run under contract names the contractor, and an office of one's own does not."""
    if all(base.contractor is None for base in survey.bases):
        return
    for base in survey.bases:
        if base.form is BaseForm.CONTRACT and base.contractor is None:
            problem = "is run under contract, and no contractor is named"
        elif base.form is BaseForm.OWN_OFFICE and base.contractor is not None:
            problem = f"is an office of one's own, and names a contractor: {base.contractor}"
        else:
            continue
        yield codes.FORM_CONTRACTOR(
            f"form {base.form.value} {problem}",
            field="contractor",
            actual=base.contractor,
            **at(base),
        )
