package io.wuerstchen.fleet.dispatcher.parquet;

import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/** A column that is written; every value of it may be missing. */
public record ParquetColumn(String name, Kind kind) {
    /** What a column holds. */
    public enum Kind {
        TEXT(PrimitiveTypeName.BINARY, "string"),
        INTEGER(PrimitiveTypeName.INT32, "int32"),
        LONG(PrimitiveTypeName.INT64, "int64"),
        DOUBLE(PrimitiveTypeName.DOUBLE, "double"),
        BOOLEAN(PrimitiveTypeName.BOOLEAN, "bool");

        private final PrimitiveTypeName type;
        private final String typeName;

        Kind(PrimitiveTypeName type, String typeName) {
            this.type = type;
            this.typeName = typeName;
        }

        /** As data people say it. */
        public String typeName() {
            return typeName;
        }
    }

    PrimitiveType type() {
        var optional = Types.optional(kind.type);
        return kind == Kind.TEXT
                ? optional.as(LogicalTypeAnnotation.stringType()).named(name)
                : optional.named(name);
    }

    void write(Object value, RecordConsumer consumer) {
        switch (kind) {
            case TEXT -> consumer.addBinary(Binary.fromString((String) value));
            case INTEGER -> consumer.addInteger(((Number) value).intValue());
            case LONG -> consumer.addLong(((Number) value).longValue());
            case DOUBLE -> consumer.addDouble(((Number) value).doubleValue());
            case BOOLEAN -> consumer.addBoolean((Boolean) value);
        }
    }
}
