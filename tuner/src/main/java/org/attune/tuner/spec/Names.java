package org.attune.tuner.spec;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which names a spec may give, and which are taken. */
final class Names {

    static final int MAX_LENGTH = 128;
    static final Pattern STUDY = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    static final Pattern PARAMETER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,127}");
    static final Pattern METRIC = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]{0,127}");
    static final Pattern METRIC_WITH_STARS = Pattern.compile("[A-Za-z_*][A-Za-z0-9_./*-]{0,127}");
    static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_./-]{0,126}[A-Za-z0-9])?");
    static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    /** What templates know besides parameters and derived values. */
    static final List<String> TEMPLATE = List.of("checkpoint", "trial", "study", "workers");

    private static final List<String> RESERVED_PREFIXES =
            List.of("ATTUNE_", "HP_", "CLOUD_ML_", "PET_", "KERAS_DISTRIBUTION_");
    private static final Set<String> RESERVED = Set.of(
            "RANK",
            "LOCAL_RANK",
            "WORLD_SIZE",
            "LOCAL_WORLD_SIZE",
            "MASTER_ADDR",
            "MASTER_PORT",
            "TF_CONFIG",
            "HOROVOD_RANK",
            "HOROVOD_SIZE",
            "HOROVOD_LOCAL_RANK",
            "HOROVOD_LOCAL_SIZE",
            "HOROVOD_CROSS_RANK",
            "HOROVOD_CROSS_SIZE",
            "HOROVOD_HOSTNAME",
            "HOROVOD_GLOO_RENDEZVOUS_ADDR",
            "HOROVOD_GLOO_RENDEZVOUS_PORT",
            "JAX_COORDINATOR_ADDRESS",
            "JAX_NUM_PROCESSES",
            "JAX_PROCESS_ID",
            "CUDA_VISIBLE_DEVICES",
            "NVIDIA_VISIBLE_DEVICES",
            "ROCR_VISIBLE_DEVICES");

    private Names() {}

    /** Whether Attune sets this variable itself. */
    static boolean isReservedVariable(String name) {
        return RESERVED.contains(name) || RESERVED_PREFIXES.stream().anyMatch(name::startsWith);
    }

    /**
     * The variable that carries a parameter: {@code HP_} and the name in upper case, {@code .} and {@code -} as {@code
     * _}.
     */
    static String variableOf(String parameter) {
        return "HP_" + parameter.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** A study name near to a text. */
    static String slug(String text) {
        String slug =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+", "");
        return slug.substring(0, Math.min(63, slug.length())).replaceAll("-+$", "");
    }
}
