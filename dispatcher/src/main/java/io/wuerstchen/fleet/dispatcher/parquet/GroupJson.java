package io.wuerstchen.fleet.dispatcher.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** A record of Parquet as JSON: lists and maps as such, dates and decimals as the text that the format's own printer gives. */
final class GroupJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private GroupJson() {}

    static ObjectNode of(Group group) {
        ObjectNode node = JSON.objectNode();
        GroupType type = group.getType();
        for (int field = 0; field < type.getFieldCount(); field++) {
            JsonNode value = field(group, field);
            if (value != null) {
                node.set(type.getFieldName(field), value);
            }
        }
        return node;
    }

    private static JsonNode field(Group group, int field) {
        int count = group.getFieldRepetitionCount(field);
        if (group.getType().getType(field).isRepetition(Type.Repetition.REPEATED)) {
            ArrayNode list = JSON.arrayNode();
            for (int i = 0; i < count; i++) {
                list.add(value(group, field, i));
            }
            return list;
        }
        return count == 0 ? null : value(group, field, 0);
    }

    private static JsonNode value(Group group, int field, int index) {
        Type type = group.getType().getType(field);
        if (type.isPrimitive()) {
            return primitive(group, field, index, type.asPrimitiveType());
        }
        Group inner = group.getGroup(field, index);
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        if (logical instanceof ListLogicalTypeAnnotation) {
            return list(inner);
        }
        return logical instanceof MapLogicalTypeAnnotation ? map(inner) : of(inner);
    }

    /** {@code repeated group list { optional TYPE element; }}, or in old files {@code repeated TYPE array}. */
    private static ArrayNode list(Group group) {
        ArrayNode list = JSON.arrayNode();
        Type repeated = group.getType().getType(0);
        boolean wrapped = !repeated.isPrimitive() && repeated.asGroupType().getFieldCount() == 1;
        for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
            JsonNode element = wrapped ? field(group.getGroup(0, i), 0) : value(group, 0, i);
            list.add(element);
        }
        return list;
    }

    private static ObjectNode map(Group group) {
        ObjectNode map = JSON.objectNode();
        for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
            Group entry = group.getGroup(0, i);
            JsonNode key = field(entry, 0);
            if (key == null) {
                throw new BadRowException("a map's key: null (expected: text)");
            }
            map.set(key.asText(), field(entry, 1));
        }
        return map;
    }

    private static JsonNode primitive(Group group, int field, int index, PrimitiveType type) {
        LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
        boolean plain = logical == null || logical instanceof IntLogicalTypeAnnotation;
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> JSON.booleanNode(group.getBoolean(field, index));
            // Its own digits: 4.1f is 4.1, and not 4.099999904632568.
            case FLOAT -> number(Float.toString(group.getFloat(field, index)));
            case DOUBLE -> JSON.numberNode(group.getDouble(field, index));
            case INT32, INT64 ->
                plain && !unsignedLong(type, logical)
                        ? JSON.numberNode(Long.parseLong(group.getValueToString(field, index)))
                        : JSON.textNode(printed(group, field, index, type));
            // Without an annotation it is text too: not all writers say so.
            case BINARY ->
                JSON.textNode(
                        logical instanceof LogicalTypeAnnotation.DecimalLogicalTypeAnnotation
                                ? type.stringifier().stringify(group.getBinary(field, index))
                                : group.getBinary(field, index).toStringUsingUTF8());
            case INT96 -> JSON.textNode(group.getInt96(field, index).toString());
            case FIXED_LEN_BYTE_ARRAY -> JSON.textNode(type.stringifier().stringify(group.getBinary(field, index)));
        };
    }

    private static JsonNode number(String digits) {
        try {
            return JSON.numberNode(new BigDecimal(digits));
        } catch (NumberFormatException e) { // NaN and infinity
            return JSON.numberNode(Double.parseDouble(digits));
        }
    }

    private static boolean unsignedLong(PrimitiveType type, LogicalTypeAnnotation logical) {
        return type.getPrimitiveTypeName() == PrimitiveTypeName.INT64
                && logical instanceof IntLogicalTypeAnnotation whole
                && !whole.isSigned();
    }

    private static String printed(Group group, int field, int index, PrimitiveType type) {
        return type.getPrimitiveTypeName() == PrimitiveTypeName.INT32
                ? type.stringifier().stringify(group.getInteger(field, index))
                : type.stringifier().stringify(group.getLong(field, index));
    }
}
