package org.attune.runner.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a worker finds in its environment and on its command line. Pure: the same spec gives the same words. */
public final class WorkerEnvironment {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the agent's own environment passes on; everything else, secrets above all, stays with the agent. */
    private static final Set<String> PASSED = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TMPDIR",
            "LD_LIBRARY_PATH",
            "PYTHONPATH",
            "PYTHONHOME",
            "VIRTUAL_ENV",
            "CONDA_PREFIX",
            "CONDA_DEFAULT_ENV",
            "JAVA_HOME",
            "CUDA_HOME",
            "CUDA_PATH",
            "XDG_CACHE_HOME",
            "HF_HOME",
            "TORCH_HOME",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "REQUESTS_CA_BUNDLE");

    private static final List<String> PASSED_PREFIXES = List.of("LC_", "NCCL_", "OMP_", "MKL_", "OPENBLAS_");

    private WorkerEnvironment() {}

    /**
     * The whole environment of a worker.
     *
     * @param spec the worker
     * @param agent the agent's own environment
     * @param nodeHasDevices whether the node declares devices: then a worker without any sees none
     * @throws IllegalArgumentException when a template names an unknown value
     */
    public static Map<String, String> of(WorkerSpec spec, Map<String, String> agent, boolean nodeHasDevices) {
        Map<String, String> env = new LinkedHashMap<>();
        agent.forEach((name, value) -> {
            if (PASSED.contains(name) || PASSED_PREFIXES.stream().anyMatch(name::startsWith)) {
                env.put(name, value);
            }
        });
        env.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin");
        // Python holds back what it prints into a file, and a metric that comes late stops nothing early.
        env.put("PYTHONUNBUFFERED", "1");
        Map<String, String> names = names(spec);
        spec.template().env().forEach((name, text) -> env.put(name, Template.expand(text, names)));
        env.remove("ATTUNE_TOKEN");
        own(spec, env);
        gang(spec.place(), spec.id().attempt().trial(), env);
        devices(spec.place().devices(), nodeHasDevices, env);
        return env;
    }

    /** The argument vector, with values in their places and {@code --name=value} appended where asked for. */
    public static List<String> command(WorkerSpec spec) {
        WorkerTemplate template = spec.template();
        Map<String, String> names = names(spec);
        List<String> words = new ArrayList<>();
        for (String word : template.command()) {
            words.add(Template.expand(word, names));
        }
        if (template.appendArgs()) {
            template.values().forEach((name, value) -> words.add("--" + name + "=" + value));
        }
        return words;
    }

    /** The working directory as text, with values in their places. */
    public static String workdir(WorkerSpec spec) {
        return Template.expand(spec.template().workdir(), names(spec));
    }

    /** {@code HP_LR} for {@code lr}: upper case, dots and dashes as underscores. */
    static String variable(String parameter) {
        return "HP_" + parameter.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static Map<String, String> names(WorkerSpec spec) {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("trial", Integer.toString(spec.id().attempt().trial()));
        names.put("study", spec.template().study());
        names.put("workers", Integer.toString(spec.place().worldSize()));
        names.put("checkpoint", spec.checkpointDirectory().toString());
        names.putAll(spec.template().values());
        return names;
    }

    private static void own(WorkerSpec spec, Map<String, String> env) {
        WorkerTemplate template = spec.template();
        template.values().forEach((name, value) -> env.put(variable(name), value));
        String trial = Integer.toString(spec.id().attempt().trial());
        env.put("ATTUNE_STUDY", template.study());
        env.put("ATTUNE_TRIAL", trial);
        env.put("ATTUNE_ATTEMPT", Integer.toString(spec.id().attempt().attempt()));
        env.put("ATTUNE_PARAMS_FILE", spec.paramsFile().toString());
        env.put("ATTUNE_METRICS_FILE", spec.metricsFile().toString());
        env.put("ATTUNE_CHECKPOINT_DIR", spec.checkpointDirectory().toString());
        env.put("ATTUNE_ARTIFACT_DIR", spec.artifactDirectory().toString());
        if (spec.apiUrl() != null) {
            env.put("ATTUNE_API", spec.apiUrl());
        }
        if (spec.tokenFile() != null) {
            env.put("ATTUNE_TOKEN_FILE", spec.tokenFile().toString());
        }
        env.put("CLOUD_ML_HP_METRIC_FILE", spec.hypertuneFile().toString());
        env.put("CLOUD_ML_HP_METRIC_TAG", template.objective());
        env.put("CLOUD_ML_TRIAL_ID", trial);
    }

    private static void gang(GangPlace place, int trial, Map<String, String> env) {
        String rank = Integer.toString(place.rank());
        String size = Integer.toString(place.worldSize());
        String port = Integer.toString(place.masterPort());
        env.put("RANK", rank);
        env.put("WORLD_SIZE", size);
        env.put("LOCAL_RANK", Integer.toString(place.localRank()));
        env.put("LOCAL_WORLD_SIZE", "1");
        env.put("MASTER_ADDR", place.masterAddress());
        env.put("MASTER_PORT", port);
        env.put("PET_NNODES", size);
        env.put(
                "PET_NPROC_PER_NODE",
                Integer.toString(Math.max(1, place.devices().size())));
        env.put("PET_NODE_RANK", rank);
        env.put("PET_MASTER_ADDR", place.masterAddress());
        env.put("PET_MASTER_PORT", port);
        env.put("HOROVOD_RANK", rank);
        env.put("HOROVOD_SIZE", size);
        env.put("HOROVOD_LOCAL_RANK", "0");
        env.put("HOROVOD_LOCAL_SIZE", "1");
        env.put("HOROVOD_CROSS_RANK", rank);
        env.put("HOROVOD_CROSS_SIZE", size);
        env.put("HOROVOD_HOSTNAME", place.hostsByRank().get(place.rank()));
        env.put("HOROVOD_CONTROLLER", "gloo");
        env.put("HOROVOD_CPU_OPERATIONS", "gloo");
        if (place.worldSize() > 1) {
            // With these Horovod looks for a rendezvous server, which a single worker neither has nor needs.
            env.put("HOROVOD_GLOO_RENDEZVOUS_ADDR", place.masterAddress());
            env.put("HOROVOD_GLOO_RENDEZVOUS_PORT", port);
        }
        env.put("TF_CONFIG", tfConfig(place, trial));
        String coordinator = place.masterAddress() + ":" + port;
        env.put("JAX_COORDINATOR_ADDRESS", coordinator);
        env.put("JAX_NUM_PROCESSES", size);
        env.put("JAX_PROCESS_ID", rank);
        env.put("KERAS_DISTRIBUTION_JOB_ADDRESSES", coordinator);
        env.put("KERAS_DISTRIBUTION_NUM_PROCESSES", size);
        env.put("KERAS_DISTRIBUTION_PROCESS_ID", rank);
    }

    private static String tfConfig(GangPlace place, int trial) {
        List<String> addresses = new ArrayList<>();
        for (int r = 0; r < place.worldSize(); r++) {
            // Workers of one host need different ports; only the first is known to be free.
            int port = 1024 + Math.floorMod(place.masterPort() + r - 1024, 65536 - 1024);
            addresses.add(place.hostsByRank().get(r) + ":" + (r == 0 ? place.masterPort() : port));
        }
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("type", "worker");
        task.put("index", place.rank());
        task.put("trial", Integer.toString(trial));
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("cluster", Map.of("worker", addresses));
        config.put("task", task);
        try {
            return JSON.writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain maps are always JSON", e);
        }
    }

    private static void devices(List<String> devices, boolean nodeHasDevices, Map<String, String> env) {
        if (!devices.isEmpty()) {
            env.put("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
            env.put("CUDA_VISIBLE_DEVICES", String.join(",", DeviceShares.devices(devices)));
        } else if (nodeHasDevices) {
            env.put("CUDA_VISIBLE_DEVICES", "");
        }
    }
}
