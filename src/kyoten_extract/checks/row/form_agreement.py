"""The form of a base against its printed name and the contractor."""

from __future__ import annotations

from collections.abc import Iterator

from kyoten_extract.checks.support.form_names import named_form
from kyoten_extract.checks.support.rule_registry import at, rule
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import BaseForm, Survey


@rule(codes.FORM_NOTE)
def form_letters_agree_with_names(survey: Survey) -> Iterator[Finding]:
    """Report form letters that are followed by the name of another form."""
    for base in survey.bases:
        named = named_form(base)
        if base.form is not None and named is not None and named is not base.form:
            yield codes.FORM_NOTE(
                say(
                    "form letter {form} is followed by {form_note}, the name of form {named}",
                    form=base.form.value,
                    form_note=base.form_note,
                    named=named.value,
                ),
                field="form",
                expected=named.value,
                actual=base.form.value,
                **at(base),
            )


@rule(codes.FORM_CONTRACTOR)
def contracts_have_a_contractor(survey: Survey) -> Iterator[Finding]:
    """Report contracted bases without a contractor, and own offices with one."""
    if all(base.contractor is None for base in survey.bases):
        return
    for base in survey.bases:
        if base.form is BaseForm.CONTRACT and base.contractor is None:
            problem = say("is run under contract, but no contractor is named")
        elif base.form is BaseForm.OWN_OFFICE and base.contractor is not None:
            problem = say(
                "is the municipality's own office, but a contractor is named: {contractor}",
                contractor=base.contractor,
            )
        else:
            continue
        yield codes.FORM_CONTRACTOR(
            say("form {form} {problem}", form=base.form.value, problem=problem),
            field="contractor",
            actual=base.contractor,
            **at(base),
        )
