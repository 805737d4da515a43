"""JSON Schema made from the types of what is written, not copied from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core.core_schema import EnumSchema, FloatSchema, WithDefaultSchema

DIALECT = GenerateJsonSchema.schema_dialect


def schema_of(written: TypeAdapter[Any]) -> dict[str, Any]:
    """The schema of what is written of a type, its parts by name under ``$defs``; :func:`closed` ends it."""
    return written.json_schema(mode="serialization", by_alias=True, schema_generator=_Schema)


def closed(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, its objects with all their keys and no other."""
    for shape in (schema, *schema["$defs"].values()):
        if "properties" in shape:
            shape |= {"required": list(shape["properties"]), "additionalProperties": False}
    return schema


class _Schema(GenerateJsonSchema):
    """Types by their own names, without what their texts are; no defaults, because every key is always there."""

    def normalize_name(self, name: str) -> str:
        return super().normalize_name(name.partition("[")[0])

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def float_schema(self, schema: FloatSchema) -> JsonSchemaValue:
        # an open end is no number of JSON
        return self.get_union_of_schemas([super().float_schema(schema), {"type": "null"}])

    def enum_schema(self, schema: EnumSchema) -> JsonSchemaValue:
        # the words of templates are those of a source
        return super().enum_schema(schema) if schema["members"] else {"type": "string"}
