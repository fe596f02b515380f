// .NET's Socket, in Mono.
using System;
using System.Net.Sockets;
using System.Text;

class Sockets {
  static void Answer(object outcome, string words = "") {
    Console.WriteLine(outcome + "\t" + words.Replace("\n", " "));
    Console.Out.Flush();
  }

  // .NET has its own numbers, Windows's: these are the names that mean the same.
  static string OutcomeOf(Exception e) {
    var error = e as SocketException;
    if (error == null) return "error";
    switch (error.SocketErrorCode) {
      case SocketError.ConnectionReset: return "ECONNRESET";
      case SocketError.ConnectionAborted: return "ECONNABORTED";
      case SocketError.NotConnected: return "ENOTCONN";
      case SocketError.TimedOut: return "ETIMEDOUT";
      case SocketError.HostUnreachable: return "EHOSTUNREACH";
      case SocketError.NetworkUnreachable: return "ENETUNREACH";
      case SocketError.ConnectionRefused: return "ECONNREFUSED";
      case SocketError.AddressNotAvailable: return "EADDRNOTAVAIL";
      case SocketError.NoBufferSpaceAvailable: return "ENOBUFS";
      case SocketError.Shutdown: return "ESHUTDOWN";
      default: return "error";
    }
  }

  static void Main() {
    Socket socket = null;
    string line;
    while ((line = Console.In.ReadLine()) != null) {
      var words = line.Split(new[] { ' ' }, 3);
      try {
        switch (words[0]) {
          case "open":
            bool isUnix = words[1] == "unix";
            socket = new Socket(isUnix ? AddressFamily.Unix : AddressFamily.InterNetwork, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
            if (isUnix) socket.Connect(new Mono.Unix.UnixEndPoint(words[2]));
            else socket.Connect("127.0.0.1", int.Parse(words[2]));
            Answer("done");
            break;
          case "read":
            int count = socket.Receive(new byte[int.Parse(words[1])]);
            Answer(count == 0 ? "EOF" : count.ToString());
            break;
          case "write":
            Answer(socket.Send(Encoding.ASCII.GetBytes(words[1])));
            break;
          case "shutdown":
            socket.Shutdown(SocketShutdown.Send);
            Answer("0");
            break;
          default:
            socket.Close();
            Answer("0");
            break;
        }
      } catch (Exception e) {
        var error = e as SocketException;
        Answer(OutcomeOf(e), e.GetType().FullName + ": " + e.Message + (error == null ? "" : " (" + error.SocketErrorCode + ", " + error.ErrorCode + ")"));
      }
    }
  }
}
