import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Orders a video twice over one connection, as java.net.http does by itself: with a wish for HTTP/2. */
class Ask {
    public static void main(String[] words) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (int count = 0; count < 2; count++) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(words[0] + "/v1/ai/video/kling-v3-pro"))
                .header("x-freepik-api-key", "k")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\": \"A fox in the snow\"}"))
                .build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println(response.statusCode() + " " + response.body());
        }
    }
}
