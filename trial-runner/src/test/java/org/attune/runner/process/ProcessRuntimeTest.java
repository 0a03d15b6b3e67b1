package org.attune.runner.process;

import java.util.List;
import org.attune.runner.runtime.WorkerRuntime;
import org.attune.runner.runtime.WorkerRuntimeContract;

class ProcessRuntimeTest extends WorkerRuntimeContract {

    @Override
    protected WorkerRuntime open() {
        return new ProcessRuntime(ProcessSettings.ofThisMachine(false));
    }

    @Override
    protected List<Long> membersOf(long group) {
        return new ProcessTable()
                .group(group).stream().map(ProcessTable.Entry::pid).toList();
    }
}
