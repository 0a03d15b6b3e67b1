package org.attune.runner.device;

import java.util.Objects;

/**
 * A device of this machine.
 *
 * @param id how programs name it in {@code CUDA_VISIBLE_DEVICES}: its UUID, which stays when devices come and go, or the
 *     index that its owner has declared
 * @param model the model, such as {@code A100}; empty when nobody said
 * @param memoryBytes its memory; 0 when nobody said
 */
public record Device(String id, String model, long memoryBytes) {

    /** Checks that there is an id. */
    public Device {
        Objects.requireNonNull(model, "model");
        if (id.isEmpty() || id.indexOf(',') >= 0) {
            throw new IllegalArgumentException("a device id is not empty and has no comma: \"" + id + "\"");
        }
    }
}
