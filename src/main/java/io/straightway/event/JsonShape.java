package io.straightway.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.straightway.recipe.Checks;
import io.straightway.recipe.Violation;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Compares JSON with a schema, strictly and to the end: every field that is unknown, missing or of another type is named. The converter
 * alone would cut fractions off, let large numbers wrap around, and stop at the first field without saying which.
 */
final class JsonShape {
    private JsonShape() {}

    static List<Violation> violations(JsonNode json, Schema record) {
        Checks checks = Checks.begin();
        fields(json, record, checks);
        return checks.violations();
    }

    private static void fields(JsonNode json, Schema record, Checks checks) {
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            Schema.Field field = record.getField(member.getKey());
            if (field == null) {
                checks.require(false, member.getKey(), "an unknown field", record.getFields().stream().map(Schema.Field::name).toList().toString());
            } else {
                value(member.getValue(), field.schema(), member.getKey(), checks);
            }
        }
        record.getFields().stream().filter(field -> !field.hasDefaultValue() && !json.has(field.name()))
                .forEach(field -> checks.require(false, field.name(), "missing", "a value"));
    }

    private static void value(JsonNode json, Schema schema, String name, Checks checks) {
        switch (schema.getType()) {
            case UNION -> {
                if (!json.isNull()) {
                    schema.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).forEach(type -> value(json, type, name, checks));
                }
            }
            case RECORD -> {
                if (expect(json.isObject(), json, "an object", name, checks)) {
                    fields(json, schema, checks.in(name));
                }
            }
            case MAP -> {
                if (expect(json.isObject(), json, "an object", name, checks)) {
                    json.properties().forEach(member -> value(member.getValue(), schema.getValueType(), member.getKey(), checks.in(name)));
                }
            }
            case ARRAY -> {
                if (expect(json.isArray(), json, "an array", name, checks)) {
                    for (int i = 0; i < json.size(); i++) {
                        value(json.get(i), schema.getElementType(), name + "[" + i + "]", checks);
                    }
                }
            }
            case INT -> expect(json.isIntegralNumber() && json.canConvertToInt(), json, "a whole number of 32 bits", name, checks);
            case LONG -> expect(json.isIntegralNumber() && json.canConvertToLong()
                    || json.isTextual() && schema.getLogicalType() instanceof LogicalTypes.TimestampMillis, json, "a whole number of 64 bits", name, checks);
            case DOUBLE -> expect(json.isNumber() && Double.isFinite(json.doubleValue()), json, "a finite number", name, checks);
            case BOOLEAN -> expect(json.isBoolean(), json, "true or false", name, checks);
            case ENUM -> expect(json.isTextual() && schema.hasEnumSymbol(json.textValue()), json, "one of " + schema.getEnumSymbols(), name, checks);
            case STRING -> expect(json.isTextual(), json, "text", name, checks);
            default -> throw new IllegalStateException("the contract has no " + schema.getType());
        }
    }

    private static boolean expect(boolean holds, JsonNode json, String allowed, String name, Checks checks) {
        checks.require(holds, name, json, allowed);
        return holds;
    }
}
