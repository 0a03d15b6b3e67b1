import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A whole sweep over the REST API, JDK 17, one file and no libraries: {@code java Sweep.java [STUDY]}. The few fields it
 * needs are picked out of the answers with patterns; a real program would use its JSON library.
 */
class Sweep {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String API =
            System.getenv().getOrDefault("ATTUNE_API", "http://127.0.0.1:8080/api/v1");

    private final String token;

    Sweep(String token) {
        this.token = token;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String home = System.getProperty("user.home") + "/.local/share/attune/admin.token";
        Path file = Path.of(System.getenv().getOrDefault("ATTUNE_TOKEN_FILE", home));
        new Sweep(Files.readString(file).strip()).run(arguments.length > 0 ? arguments[0] : "quadratic");
    }

    private void run(String name) throws IOException, InterruptedException {
        String study = field(call("studies", """
                {"studyId": "%s", "spec": {"objective": {"metric": "loss", "goal": "minimize"},
                 "parameters": {"x": {"type": "float", "min": -10, "max": 10}},
                 "maxTrials": 20, "trial": {"external": true}}}
                """.formatted(name)), "\"name\":\"(studies/[^\"]+)\"");
        while (true) {
            String asked = call(study + "/trials:suggest", "{\"count\": 1, \"clientId\": \"java\"}");
            if (asked.contains("\"trials\":[]")) {
                break;
            }
            String trial = field(asked, "\"name\":\"(studies/[^\"]+)\"");
            double x = Double.parseDouble(field(asked, "\"x\":([-0-9.eE]+)"));
            double loss = 0;
            for (int step = 0; step < 10; step++) { // your training
                loss = (x - 2) * (x - 2) / (step + 1);
                String report = "{\"step\": " + step + ", \"metrics\": {\"loss\": " + loss + "}}";
                if (call(trial + ":report", report).contains("\"shouldStop\":true")) {
                    break;
                }
            }
            call(trial + ":complete", "{\"metrics\": {\"loss\": " + loss + "}}");
        }
        String best = call(study + "/trials:best", null);
        System.out.println("best " + field(best, "\"number\":([0-9]+)") + " " + field(best, "\"loss\":([-0-9.eE]+)")
                + " x=" + field(best, "\"x\":([-0-9.eE]+)"));
    }

    private String call(String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(API + "/" + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token);
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
        }
        HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    private static String field(String json, String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern).matcher(json);
        if (!found.find()) {
            throw new IOException("no " + pattern + " in " + json);
        }
        return found.group(1);
    }
}
