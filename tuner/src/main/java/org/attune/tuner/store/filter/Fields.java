package org.attune.tuner.store.filter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one kind of row. A map of the row ({@code params.lr}) gives a field for each key, whatever the key.
 * Immutable.
 */
public final class Fields<T> {

    private final Map<String, Field<T>> plain;
    private final Map<String, BiFunction<T, String, @Nullable Object>> maps;

    private Fields(Map<String, Field<T>> plain, Map<String, BiFunction<T, String, @Nullable Object>> maps) {
        this.plain = plain;
        this.maps = maps;
    }

    /** These fields and no maps. */
    public static <T> Fields<T> of(List<Field<T>> fields) {
        Map<String, Field<T>> plain = new LinkedHashMap<>();
        fields.forEach(field -> plain.put(field.name(), field));
        return new Fields<>(plain, Map.of());
    }

    /** The same with a map; {@code value} gives what a row has under a key. */
    public Fields<T> withMap(String name, BiFunction<T, String, @Nullable Object> value) {
        Map<String, BiFunction<T, String, @Nullable Object>> more = new LinkedHashMap<>(maps);
        more.put(name, value);
        return new Fields<>(plain, more);
    }

    /** The field of a name. */
    public Optional<Field<T>> named(String name) {
        Field<T> field = plain.get(name);
        int dot = name.indexOf('.');
        if (field != null || dot < 0 || dot == name.length() - 1) {
            return Optional.ofNullable(field);
        }
        BiFunction<T, String, @Nullable Object> map = maps.get(name.substring(0, dot));
        if (map == null) {
            return Optional.empty();
        }
        String key = name.substring(dot + 1);
        return Optional.of(new Field<>(name, Field.Kind.ANY, java.util.Set.of(), row -> map.apply(row, key)));
    }

    /** All names, for people; a map's ends with {@code .NAME}. */
    public List<String> names() {
        List<String> names = new ArrayList<>(plain.keySet());
        maps.keySet().forEach(map -> names.add(map + ".NAME"));
        return names;
    }
}
