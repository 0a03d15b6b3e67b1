package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells a person who waits for the first trials what nodes do before them: images that are built, data that is prepared.
 * Asked about until the first trial has ended; what comes later is in the study's events.
 */
final class PreparationNews {

    private final RestClient client;
    private final Terminal terminal;
    private final String study;
    private final Set<String> told = new HashSet<>();
    private boolean over;

    PreparationNews(RestClient client, Terminal terminal, String study) {
        this.client = client;
        this.terminal = terminal;
        this.study = study;
    }

    /**
     * Prints what is new.
     *
     * @param before what is printed before the first new line
     * @param trialsEnded how many trials have ended
     */
    void tell(Runnable before, int trialsEnded) {
        if (over) {
            return;
        }
        over = trialsEnded > 0;
        JsonNode events;
        try {
            events = client.get(RestReader.path(study) + "/events").path("events");
        } catch (CliFailure failure) {
            // whoever follows the study sees that it cannot be reached
            return;
        }
        for (JsonNode event : events) {
            String text = Columns.clean(event.path("text").asText());
            if (event.path("kind").asText().equals("PREPARED") && told.add(text)) {
                before.run();
                terminal.err().println(terminal.errStyle().tick() + " " + capital(text));
            }
        }
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
