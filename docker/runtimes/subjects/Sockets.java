// Java: `Sockets socket` for java.net.Socket, `Sockets channel` for java.nio.channels.SocketChannel. Neither tells an errno.
import java.io.*;
import java.net.*;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

public class Sockets {
  static void answer(String outcome, String words) {
    System.out.println(outcome + "\t" + words.replace('\n', ' '));
    System.out.flush();
  }

  // Java has words for an error, and no number: these are the two kinds that it tells apart.
  static String outcomeOf(Throwable e) {
    String words = String.valueOf(e.getMessage());
    if (words.startsWith("Connection reset")) return "ECONNRESET";
    if (words.startsWith("Broken pipe")) return "EPIPE";
    return "error";
  }

  public static void main(String[] arguments) throws IOException {
    boolean isChannel = arguments[0].equals("channel");
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
    Socket socket = null;
    SocketChannel channel = null;
    for (String line; (line = commands.readLine()) != null; ) {
      String[] words = line.split(" ", 3);
      try {
        switch (words[0]) {
          case "open" -> {
            if (isChannel) {
              SocketAddress to = words[1].equals("unix") ? UnixDomainSocketAddress.of(words[2]) : new InetSocketAddress("127.0.0.1", Integer.parseInt(words[2]));
              channel = SocketChannel.open(to);
            } else socket = new Socket("127.0.0.1", Integer.parseInt(words[2]));
            answer("done", "");
          }
          case "read" -> {
            byte[] bytes = new byte[Integer.parseInt(words[1])];
            int count = isChannel ? channel.read(ByteBuffer.wrap(bytes)) : socket.getInputStream().read(bytes);
            answer(count < 0 ? "EOF" : "" + count, "");
          }
          case "write" -> {
            byte[] bytes = words[1].getBytes();
            if (isChannel) answer("" + channel.write(ByteBuffer.wrap(bytes)), "");
            else {
              socket.getOutputStream().write(bytes);
              answer("done", "");
            }
          }
          case "shutdown" -> {
            if (isChannel) channel.shutdownOutput();
            else socket.shutdownOutput();
            answer("0", "");
          }
          case "close" -> {
            if (isChannel) channel.close();
            else socket.close();
            answer("0", "");
          }
        }
      } catch (Exception e) {
        answer(outcomeOf(e), e.getClass().getName() + ": " + e.getMessage());
      }
    }
  }
}
