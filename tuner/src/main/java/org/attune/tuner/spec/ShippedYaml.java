package org.attune.tuner.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads YAML that comes with the program. What people send is read by {@link SpecReader}, which trusts nothing. */
public final class ShippedYaml {

    private static final int MOST_ALIASES = 1_000;

    private ShippedYaml() {}

    /** The whole document as JSON, anchors followed. */
    public static JsonNode read(InputStream in) {
        LoadSettings settings =
                LoadSettings.builder().setMaxAliasesForCollections(MOST_ALIASES).build();
        return new ObjectMapper().valueToTree(new Load(settings).loadFromInputStream(in));
    }
}
