package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.spec.TrialSpec;

/**
 * A study about to be created.
 *
 * @param text as the person wrote it
 * @param spec what the text and the overrides mean
 * @param sets overrides, {@code path=value}
 */
record Submission(SpecText text, StudySpec spec, List<String> sets) {

    Submission {
        sets = List.copyOf(sets);
    }

    /** The same under another name. */
    Submission named(String name, Terminal terminal) {
        List<String> all = new ArrayList<>(sets);
        all.add("study=" + name);
        return new Submission(text, text.valid(all, terminal), all);
    }

    /** Whether nobody but clients runs its trials. */
    boolean forClients() {
        return spec.trial().external() == TrialSpec.External.YES;
    }

    /** What is sent. */
    String body() {
        return text.submitted(spec, sets);
    }

    /** Has the images built, and says what they are built from. */
    private String contexts(ImageUpload images) {
        StringBuilder query = new StringBuilder();
        if (!forClients()) {
            spec.trial()
                    .build()
                    .ifPresent(build ->
                            query.append("&buildContext=").append(images.build(text.folder(), "trial.build", build)));
            spec.trial()
                    .prepare()
                    .flatMap(TrialSpec.Prepare::build)
                    .ifPresent(build -> query.append("&prepareContext=")
                            .append(images.build(text.folder(), "trial.prepare.build", build)));
        }
        return query.toString();
    }

    /** Brings the study's files to the server and creates the study; its name. */
    String send(RestClient client, Terminal terminal, boolean quiet) {
        String query = "?requestId=" + UUID.randomUUID() + contexts(new ImageUpload(client, terminal, quiet));
        if (!forClients() && spec.trial().files().isPresent()) {
            query += "&files="
                    + StudyFilesUpload.upload(
                            client,
                            text.folder().resolve(spec.trial().files().get()).normalize());
        }
        JsonNode created;
        try {
            created = client.postText("studies" + query, body());
        } catch (CliFailure failure) {
            throw failure.problem().equals("ALREADY_EXISTS")
                    ? failure.with("\n  help: --name NAME  gives it another name; attune study delete " + spec.study()
                            + "  frees this one")
                    : failure;
        }
        return created.path("studyId").asText(spec.study());
    }
}
