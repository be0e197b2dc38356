package io.straightway.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Takes a sealed interface's permitted records as its subtypes, each under its simple name, so that the domain needs no annotations. */
final class SealedTypes extends JacksonAnnotationIntrospector {

    @Override
    public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
        return isSealedInterface(annotated.getRawType())
                ? JsonTypeInfo.Value.construct(JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "@type", null, false, true)
                : super.findPolymorphicTypeInfo(config, annotated);
    }

    @Override
    public List<NamedType> findSubtypes(Annotated annotated) {
        Class<?> type = annotated.getRawType();
        return isSealedInterface(type) ? leaves(type).map(leaf -> new NamedType(leaf, leaf.getSimpleName())).toList() : super.findSubtypes(annotated);
    }

    private static boolean isSealedInterface(Class<?> type) {
        return type != null && type.isInterface() && type.isSealed();
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return isSealedInterface(type) ? Arrays.stream(type.getPermittedSubclasses()).flatMap(SealedTypes::leaves) : Stream.of(type);
    }
}
