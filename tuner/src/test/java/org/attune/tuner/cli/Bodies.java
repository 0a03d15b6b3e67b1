package org.attune.tuner.cli;

/** Answers of the API as tests write them down. */
final class Bodies {

    static final String STUDY = """
            {"name":"studies/digits","studyId":"digits","uid":"k3v9x2ab","state":"ACTIVE","reason":"","description":"a net",
             "labels":{"team":"vision"},"objectives":[{"metric":"val_accuracy","goal":"MAXIMIZE"}],
             "trials":{"queued":1,"placing":0,"starting":0,"running":2,"paused":0,"stopping":0,"succeeded":3,"pruned":4,"failed":1,
             "infeasible":0,"cancelled":0,"total":11},"maxTrials":40,"parallelism":2,
             "best":{"trial":3,"metrics":{"val_accuracy":0.96671234,"val_loss":0.11},"step":9,
             "parameters":{"lr":3.1E-4,"optimizer":"adam"}},
             "createTime":"2026-11-24T10:00:00Z","etag":"g.7"}""";

    static final String STUDIES = "{\"studies\":[" + STUDY + "],\"totalSize\":1}";

    static final String TRIAL_3 = """
            {"name":"studies/digits/trials/3","studyId":"digits","number":3,"state":"SUCCEEDED",
             "parameters":{"lr":3.1E-4,"optimizer":"adam"},"metrics":{"val_accuracy":0.96671234,"val_loss":0.11},"step":9,
             "origin":"sobol","reason":"","createTime":"2026-11-24T10:00:00Z","startTime":"2026-11-24T10:00:01Z",
             "endTime":"2026-11-24T10:00:03Z","durationSeconds":2.25,"attempts":[{"number":1,"state":"SUCCEEDED",
             "runner":"own","nodes":["n1","n1"],"lastLines":[],"parseReport":"27 points from stdout","alsoPrinted":[],
             "createTime":"2026-11-24T10:00:00Z"}],"etag":"g.5"}""";

    static final String TRIAL_5 = """
            {"name":"studies/digits/trials/5","studyId":"digits","number":5,"state":"FAILED",
             "parameters":{"lr":0.25,"optimizer":"sgd","momentum":0.9},"metrics":{},"origin":"sobol","failure":"USER_ERROR",
             "reason":"rank 1 exited with code 3, saying \\"no, data\\"","createTime":"2026-11-24T10:00:00Z",
             "startTime":"2026-11-24T10:00:01Z","endTime":"2026-11-24T10:00:02Z","durationSeconds":0.5,
             "attempts":[{"number":1,"state":"FAILED","runner":"own","nodes":["n1","n2"],"firstRank":1,"failure":"USER_ERROR",
             "exitCode":3,"cause":"rank 1 exited with code 3","lastLines":["Traceback","\\u001b[31mno, data"],
             "alsoPrinted":[],"createTime":"2026-11-24T10:00:00Z"}],"etag":"g.6"}""";

    static final String TRIALS = "{\"trials\":[" + TRIAL_3 + "," + TRIAL_5 + "],\"totalSize\":2}";

    static final String BEST = "{\"trials\":[" + TRIAL_3 + "]}";

    private Bodies() {}

    /** An answer to a watch. */
    static String watch(String cursor, String state, int succeeded, int failed, String... trials) {
        return """
                {"cursor":"%s","more":false,"summary":{"studyId":"digits","state":"%s","reason":"%s","trials":{"queued":0,
                 "placing":0,"starting":0,"running":%d,"paused":0,"stopping":0,"succeeded":%d,"pruned":0,"failed":%d,"infeasible":0,
                 "cancelled":0,"total":4},"maxTrials":4,%s"failures":{},"trialSeconds":3.5,
                 "createTime":"2026-11-24T10:00:00Z"%s,"etag":"g.1"},"trials":[%s],"omitted":0}""".formatted(
                        cursor,
                        state,
                        state.equals("FAILED") ? "too many trials failed" : "",
                        state.equals("ACTIVE") ? 1 : 0,
                        succeeded,
                        failed,
                        succeeded == 0
                                ? ""
                                : "\"best\":{\"trial\":1,\"metrics\":{\"loss\":0.25},\"step\":3,\"parameters\":{\"lr\":0.1}},",
                        state.equals("ACTIVE") ? "" : ",\"endTime\":\"2026-11-24T10:00:41Z\"",
                        String.join(",", trials));
    }

    /** A trial as a watch tells of it. */
    static String trial(int number, String state, String metrics) {
        return """
                {"studyId":"digits","number":%d,"state":"%s","parameters":{"lr":0.1},"metrics":%s,"origin":"sobol",
                 "reason":"%s","attempts":[]}""".formatted(number, state, metrics, state.equals("FAILED") ? "rank 0 exited with code 1" : "");
    }
}
