package org.attune.cluster.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.attune.cluster.schedule.Ticker;
import org.attune.cluster.wire.WorkerEnd;
import org.attune.runner.device.DeviceUse;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.runtime.UsageMeter;
import org.attune.runner.runtime.WorkerRuntime;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.DeviceShares;
import org.attune.runner.worker.WorkerId;
import org.attune.runner.worker.WorkerUsage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures what the workers of a node use, every few seconds and never two times at once. */
final class UsageSampling {

    private static final Logger LOG = LoggerFactory.getLogger(UsageSampling.class);
    private static final long PERIOD_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long DEVICE_PERIOD_NANOS = Duration.ofSeconds(10).toNanos();

    private final WorkerRuntime runtime;
    private final Ticker ticker;
    private final boolean nodeHasDevices;
    private final Executor blocking;
    private final Map<WorkerId, UsageMeter> meters = new ConcurrentHashMap<>();
    private final Map<WorkerId, List<String>> devices = new ConcurrentHashMap<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private long lastNanos;
    private long lastDevicesNanos;

    UsageSampling(WorkerRuntime runtime, Ticker ticker, boolean nodeHasDevices, Executor blocking) {
        this.runtime = runtime;
        this.ticker = ticker;
        this.nodeHasDevices = nodeHasDevices;
        this.blocking = blocking;
        this.lastNanos = ticker.nanos();
        this.lastDevicesNanos = ticker.nanos() - DEVICE_PERIOD_NANOS;
    }

    /** A worker runs, with these devices. */
    void started(WorkerId id, List<String> itsDevices) {
        meters.put(id, new UsageMeter());
        if (!itsDevices.isEmpty()) {
            devices.put(id, itsDevices);
        }
    }

    /** Samples all workers, when that is due and none is under way. Called by the agent alone. */
    void tick() {
        long now = ticker.nanos();
        if (meters.isEmpty() || now - lastNanos < PERIOD_NANOS || !busy.compareAndSet(false, true)) {
            return;
        }
        lastNanos = now;
        boolean withDevices = nodeHasDevices && !devices.isEmpty() && now - lastDevicesNanos >= DEVICE_PERIOD_NANOS;
        if (withDevices) {
            lastDevicesNanos = now;
        }
        blocking.execute(() -> {
            try {
                sample(withDevices);
            } catch (RuntimeException e) {
                LOG.warn("what workers use cannot be measured: {}", e.toString());
            } finally {
                busy.set(false);
            }
        });
    }

    private void sample(boolean withDevices) {
        runtime.usage().forEach((id, sample) -> {
            @Nullable UsageMeter meter = meters.get(id);
            if (meter != null) {
                meter.take(sample);
            }
        });
        if (withDevices) {
            Map<String, DeviceUse> used = DeviceUse.probe();
            devices.forEach((id, held) -> takeDevices(id, held, used));
        }
    }

    private void takeDevices(WorkerId id, List<String> held, Map<String, DeviceUse> used) {
        double busySum = 0;
        long bytes = 0;
        int known = 0;
        for (String device : DeviceShares.devices(held)) {
            @Nullable DeviceUse use = used.get(device);
            if (use != null) {
                busySum += use.busy();
                bytes += use.memoryBytes();
                known++;
            }
        }
        @Nullable UsageMeter meter = meters.get(id);
        if (known > 0 && meter != null) {
            meter.takeDevices(busySum / known, bytes);
        }
    }

    /** What ranks of an attempt have used so far. */
    Map<Integer, WorkerUsage> of(AttemptId attempt, Iterable<Integer> ranks) {
        Map<Integer, WorkerUsage> used = new HashMap<>();
        for (int rank : ranks) {
            @Nullable UsageMeter meter = meters.get(new WorkerId(attempt, rank));
            if (meter != null) {
                used.put(rank, meter.usage());
            }
        }
        return used;
    }

    /** The end of a worker with all that it used; it is measured no more. */
    WorkerEnd ended(WorkerId id, WorkerEnd end, @Nullable RunningWorker worker) {
        devices.remove(id);
        @Nullable UsageMeter meter = meters.remove(id);
        if (meter == null) {
            return end;
        }
        if (worker != null) {
            worker.cpuSecondsInAll().ifPresent(meter::ended);
        }
        return end.with(meter.usage());
    }
}
