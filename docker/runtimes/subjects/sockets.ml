(* OCaml's Unix module. *)
let number = function
  | Unix.EPIPE -> "EPIPE" | Unix.ECONNRESET -> "ECONNRESET" | Unix.EBADF -> "EBADF" | Unix.ENOTCONN -> "ENOTCONN" | Unix.ETIMEDOUT -> "ETIMEDOUT"
  | Unix.ECONNABORTED -> "ECONNABORTED" | Unix.EHOSTUNREACH -> "EHOSTUNREACH" | Unix.ENETUNREACH -> "ENETUNREACH"
  | Unix.ECONNREFUSED -> "ECONNREFUSED" | Unix.EADDRNOTAVAIL -> "EADDRNOTAVAIL" | Unix.ENOBUFS -> "ENOBUFS" | Unix.ENOENT -> "ENOENT"
  | Unix.EUNKNOWNERR n -> Printf.sprintf "errno:%d" n | _ -> "error"

let answer outcome words = Printf.printf "%s\t%s\n%!" outcome words

let () =
  let socket = ref Unix.stdin and bytes = Bytes.create 4096 in
  try
    while true do
      let line = input_line stdin in
      try
        match String.split_on_char ' ' line with
        | [ "open"; "unix"; path ] ->
            socket := Unix.socket Unix.PF_UNIX Unix.SOCK_STREAM 0;
            Unix.connect !socket (Unix.ADDR_UNIX path);
            answer "done" ""
        | [ "open"; _; port ] ->
            socket := Unix.socket Unix.PF_INET Unix.SOCK_STREAM 0;
            Unix.connect !socket (Unix.ADDR_INET (Unix.inet_addr_loopback, int_of_string port));
            answer "done" ""
        | [ "read"; size ] ->
            let count = Unix.read !socket bytes 0 (int_of_string size) in
            answer (if count = 0 then "EOF" else string_of_int count) ""
        | [ "write"; text ] -> answer (string_of_int (Unix.write_substring !socket text 0 (String.length text))) ""
        | [ "shutdown" ] -> Unix.shutdown !socket Unix.SHUTDOWN_SEND; answer "0" ""
        | [ "close" ] -> Unix.close !socket; answer "0" ""
        | _ -> answer ("unsupported: " ^ line) ""
      with Unix.Unix_error (error, call, _) -> answer (number error) (Printf.sprintf "Unix_error in %s: %s" call (Unix.error_message error))
    done
  with End_of_file -> ()
