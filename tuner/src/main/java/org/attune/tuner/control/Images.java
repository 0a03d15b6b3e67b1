package org.attune.tuner.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.attune.runner.image.ImageNames;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.ImageRecipe;
import org.attune.runner.worker.Template;
import org.attune.tuner.spec.BuildSpec;
import org.attune.tuner.spec.ResourcesSpec;
import org.attune.tuner.spec.TrialSpec;
import org.jspecify.annotations.Nullable;

/** What a spec says about containers, as nodes are told it. */
final class Images {

    /** Stands for the address of a context that is not known yet, while a spec is only looked at. */
    private static final String UNKNOWN = "0".repeat(64);

    private Images() {}

    /** The places of builds whose contexts have not come. */
    static List<String> contextsMissing(TrialSpec trial) {
        List<String> missing = new ArrayList<>();
        if (trial.external() == TrialSpec.External.YES) {
            return missing;
        }
        trial.build().filter(build -> build.digest().isEmpty()).ifPresent(build -> missing.add("#/trial/build"));
        trial.prepare()
                .flatMap(TrialSpec.Prepare::build)
                .filter(build -> build.digest().isEmpty())
                .ifPresent(build -> missing.add("#/trial/prepare/build"));
        return missing;
    }

    static ContainerTemplate container(String study, TrialSpec trial) {
        ResourcesSpec each = trial.resources();
        @Nullable ImageRecipe recipe = trial.build().map(Images::recipe).orElse(null);
        return new ContainerTemplate(
                image(trial, recipe),
                recipe,
                each.cpus(),
                each.memoryBytes(),
                each.shmBytes().orElse(0),
                trial.network() == TrialSpec.Network.NONE,
                trial.volumes().stream()
                        .map(v -> new ContainerTemplate.Volume(v.source(), v.target(), v.readOnly()))
                        .toList(),
                trial.secrets().stream()
                        .map(s -> new ContainerTemplate.Secret(s.name(), s.file()))
                        .toList(),
                trial.prepare()
                        .map(p -> prepared(study, trial, p, image(trial, recipe), recipe))
                        .orElse(null));
    }

    /** The key of the data is the address of all that it depends on. */
    private static ContainerTemplate.Prepared prepared(
            String study,
            TrialSpec trial,
            TrialSpec.Prepare prepare,
            String trialImage,
            @Nullable ImageRecipe trialRecipe) {
        List<String> command = prepare.command().stream()
                .map(word -> Template.expand(word, Map.of("study", study)))
                .toList();
        boolean own = prepare.image().isPresent() || prepare.build().isPresent();
        @Nullable ImageRecipe recipe = own ? prepare.build().map(Images::recipe).orElse(null) : trialRecipe;
        String image = !own ? trialImage : recipe == null ? prepare.image().orElseThrow() : ImageNames.of(recipe);
        List<String> parts = new ArrayList<>(List.of("prepared 1", image, prepare.target()));
        parts.addAll(command);
        trial.volumes().forEach(v -> parts.addAll(List.of("volume", v.source(), v.target())));
        String text = parts.stream().map(part -> part.length() + ":" + part).collect(Collectors.joining("|"));
        return new ContainerTemplate.Prepared(ImageNames.sha256(text), image, recipe, command, prepare.target());
    }

    private static String image(TrialSpec trial, @Nullable ImageRecipe recipe) {
        return recipe == null
                ? trial.image().orElseThrow(() -> new IllegalArgumentException("a container without an image"))
                : ImageNames.of(recipe);
    }

    private static ImageRecipe recipe(BuildSpec build) {
        return new ImageRecipe(
                build.digest().orElse(UNKNOWN),
                build.dockerfile(),
                build.target().orElse(null),
                build.args(),
                build.network() == TrialSpec.Network.FULL);
    }
}
