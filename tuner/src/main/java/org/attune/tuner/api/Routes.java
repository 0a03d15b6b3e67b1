package org.attune.tuner.api;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.attune.tuner.control.Studies;
import org.attune.tuner.store.StudyQueries;

/** All routes; what is not here does not exist. */
final class Routes {

    private Routes() {}

    static List<Route> table(
            RestSettings settings,
            Studies studies,
            StudyQueries queries,
            ClusterDoor cluster,
            InstantSource clock,
            Pools pools,
            StudyWatch watch,
            LogTails tails,
            Operations operations) {
        Blobs blobs = new Blobs(settings.data());
        List<Route> routes = new ArrayList<>();
        StudyRoutes shown = new StudyRoutes(studies, queries, blobs, pools, watch, operations);
        routes.addAll(shown.routes());
        routes.addAll(new ChangeRoutes(studies, queries, pools, shown).routes());
        routes.addAll(new AddRoutes(studies, queries, pools).routes());
        routes.addAll(new TrialRoutes(studies, queries, pools).routes());
        routes.addAll(new TableRoutes(queries, pools).routes());
        routes.addAll(new AnalysisRoutes(queries, pools).routes());
        routes.addAll(new UsageRoutes(queries, pools, clock).routes());
        routes.addAll(new CompareRoutes(queries, pools).routes());
        routes.addAll(new ClientRoutes(studies, queries, clock, pools).routes());
        routes.addAll(new LogRoutes(settings.data(), queries, pools, tails).routes());
        routes.addAll(new ArtifactRoutes(settings.trials(), queries, pools).routes());
        routes.addAll(new BlobRoutes(blobs, pools).routes());
        routes.addAll(new ImageRoutes(cluster, blobs).routes());
        routes.addAll(new ClusterRoutes(studies, cluster).routes());
        routes.addAll(new ServiceRoutes(settings.version(), queries, pools).routes());
        return List.copyOf(routes);
    }
}
