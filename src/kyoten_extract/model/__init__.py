"""The records, their JSON codec, and the registry of output formats.

Every class is a frozen, slotted dataclass. The order of its fields is the order of the keys in
JSON; :mod:`kyoten_extract.model.codec` writes and reads JSON from these definitions.
"""
