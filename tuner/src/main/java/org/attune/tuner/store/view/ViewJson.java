package org.attune.tuner.store.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The one JSON form of everything Attune shows: lowerCamelCase, times as RFC 3339 UTC strings, enums in UPPER_SNAKE,
 * absent values left out, and non-finite numbers as the strings {@code "NaN"}, {@code "Infinity"} and {@code
 * "-Infinity"}. REST and the offline command line use the same mapper, so that their bytes are the same.
 */
public final class ViewJson {

    private static final JsonMapper MAPPER = build();

    private ViewJson() {}

    /** The shared mapper. Do not reconfigure it. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** The JSON of a view, without line breaks. */
    public static String write(Object view) {
        try {
            return MAPPER.writeValueAsString(view);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a view: " + view.getClass().getName(), e);
        }
    }

    private static JsonMapper build() {
        SimpleModule times = new SimpleModule("attune-times");
        times.addSerializer(Instant.class, new InstantText());
        times.addDeserializer(Instant.class, new InstantReader());
        return JsonMapper.builder()
                .addModule(times)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                .enable(DeserializationFeature.USE_LONG_FOR_INTS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    private static final class InstantText extends StdSerializer<Instant> {
        private static final long serialVersionUID = 1;

        InstantText() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.toString());
        }
    }

    private static final class InstantReader extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1;

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            String text = in.getValueAsString("");
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                return (Instant) context.handleWeirdStringValue(
                        Instant.class, text, "expected a time such as 2026-01-31T10:00:00Z");
            }
        }
    }
}
