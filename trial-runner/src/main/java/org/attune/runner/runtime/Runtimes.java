package org.attune.runner.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.attune.runner.worker.WorkerId;
import org.attune.runner.worker.WorkerSpec;
import org.attune.runner.worker.WorkerTemplate;

/** Processes and containers side by side on one node: each worker goes to the runtime that its template means. */
public final class Runtimes implements WorkerRuntime {

    private final WorkerRuntime processes;
    private final WorkerRuntime containers;

    /** Of these two; closing closes both. */
    public Runtimes(WorkerRuntime processes, WorkerRuntime containers) {
        this.processes = processes;
        this.containers = containers;
    }

    private WorkerRuntime of(WorkerTemplate template) {
        return template.container() == null ? processes : containers;
    }

    @Override
    public String name() {
        return processes.name() + "+" + containers.name();
    }

    @Override
    public RunningWorker start(WorkerSpec spec) {
        return of(spec.template()).start(spec);
    }

    @Override
    public List<RunningWorker> adoptAll(Path workersDirectory) {
        List<RunningWorker> all = new ArrayList<>(processes.adoptAll(workersDirectory));
        all.addAll(containers.adoptAll(workersDirectory));
        all.sort(Comparator.comparing(RunningWorker::id));
        return all;
    }

    @Override
    public Map<String, String> labels() {
        Map<String, String> all = new HashMap<>(processes.labels());
        all.putAll(containers.labels());
        return all;
    }

    @Override
    public boolean isReady(WorkerTemplate template) {
        return of(template).isReady(template);
    }

    @Override
    public List<String> makeReady(WorkerTemplate template, Blobs blobs) throws IOException {
        return of(template).makeReady(template, blobs);
    }

    @Override
    public Map<WorkerId, UsageSample> usage() {
        Map<WorkerId, UsageSample> all = new HashMap<>(processes.usage());
        all.putAll(containers.usage());
        return all;
    }

    @Override
    public void close() {
        processes.close();
        containers.close();
    }
}
