package io.straightway.event;

import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.specific.SpecificData;

/**
 * Avro's view of the contract's classes. Avro makes instances only of classes that were declared trusted for the whole JVM; this finds
 * those of the contract itself, and leaves that list alone.
 */
final class ContractData extends SpecificData {
    private static final String NAMESPACE = io.straightway.schema.Signal.class.getPackageName();

    ContractData() {
        super(ContractData.class.getClassLoader());
        addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    }

    @Override
    public Class<?> getClass(Schema schema) {
        boolean named = schema.getType() == Schema.Type.RECORD || schema.getType() == Schema.Type.ENUM;
        return named && NAMESPACE.equals(schema.getNamespace()) ? contractClass(schema) : super.getClass(schema);
    }

    private Class<?> contractClass(Schema schema) {
        try {
            return Class.forName(schema.getFullName(), true, getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(schema.getFullName() + " is not in the contract", e);
        }
    }
}
