// Java: `Exchange client` for java.net.http.HttpClient, `Exchange url` for HttpURLConnection.
import java.io.*;
import java.net.*;
import java.net.http.*;

public class Exchange {
  static String outcomeOf(Throwable e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      String words = String.valueOf(at.getMessage());
      if (words.startsWith("Connection reset")) return "ECONNRESET";
      if (words.startsWith("Broken pipe")) return "EPIPE";
    }
    return "error";
  }

  public static void main(String[] arguments) throws IOException {
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = commands.readLine()) != null; ) {
      String[] words = line.split(" ");
      byte[] body = "x".repeat(Integer.parseInt(words[2])).getBytes();
      URI to = URI.create("http://127.0.0.1:" + words[1] + "/");
      String answer;
      try {
        if (arguments[0].equals("url")) {
          HttpURLConnection connection = (HttpURLConnection) to.toURL().openConnection();
          if (body.length > 0) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body);
          }
          int status = connection.getResponseCode();
          InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
          answer = status + " " + (stream == null ? 0 : stream.readAllBytes().length);
        } else {
          HttpRequest.Builder request = HttpRequest.newBuilder(to).version(HttpClient.Version.HTTP_1_1);
          if (body.length > 0) request.POST(HttpRequest.BodyPublishers.ofByteArray(body));
          HttpResponse<byte[]> response = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
          answer = response.statusCode() + " " + response.body().length;
        }
      } catch (Exception e) {
        answer = outcomeOf(e) + "\t" + e.getClass().getName() + ": " + e.getMessage() + (e.getCause() == null ? "" : "; cause: " + e.getCause().getMessage());
      }
      System.out.println(answer.replace('\n', ' '));
      System.out.flush();
    }
  }
}
