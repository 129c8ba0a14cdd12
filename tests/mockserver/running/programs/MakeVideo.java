import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class MakeVideo {
    static final String API = "https://api.freepik.com/v1/ai/video/kling-v3";
    static final HttpClient CLIENT = HttpClient.newHttpClient();

    static byte[] ask(String url, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
            .header("x-freepik-api-key", "key-of-nobody").header("content-type", "application/json");
        if (body != null) request.POST(HttpRequest.BodyPublishers.ofString(body));
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()).body();
    }

    static String field(String name, String json) {
        Matcher found = Pattern.compile("\"" + name + "\":\\[?\"([^\"]*)\"").matcher(json);
        return found.find() ? found.group(1) : "";
    }

    public static void main(String[] arguments) throws Exception {
        String order = "{\"prompt\":\"A fox in the snow\",\"duration\":\"5\",\"webhook_url\":\""
            + System.getenv("WEBHOOK_URL") + "\"}";
        String task = new String(ask(API + "-pro", order));
        String id = field("task_id", task);
        while (!field("status", task).equals("COMPLETED")) task = new String(ask(API + "/" + id, null));
        System.out.println(id + " " + ask(field("generated", task), null).length);
    }
}
