package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of any shape: Long, Double, String, Boolean, lists and maps of them. */
final class FreeValues {

    private FreeValues() {}

    /** The value of a tree; null for what has none. */
    static @Nullable Object of(SpecNode node) {
        if (node instanceof SpecNode.Mapping mapping) {
            Map<String, Object> out = new LinkedHashMap<>();
            for (SpecNode.Entry entry : mapping.entries()) {
                Object value = of(entry.value());
                if (value != null) {
                    out.put(entry.key(), value);
                }
            }
            return out;
        }
        if (node instanceof SpecNode.Items items) {
            List<Object> out = new ArrayList<>();
            for (SpecNode item : items.items()) {
                Object value = of(item);
                if (value != null) {
                    out.add(value);
                }
            }
            return out;
        }
        if (node instanceof SpecNode.Scalar s && s.kind() != SpecNode.Kind.NULL) {
            boolean finite = !(s.value() instanceof Double d) || Double.isFinite(d);
            return finite ? s.value() : null;
        }
        return null;
    }
}
