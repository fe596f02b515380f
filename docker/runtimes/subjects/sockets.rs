// Rust's standard library.
use std::io::{self, BufRead, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::net::UnixStream;

enum Stream { Tcp(TcpStream), Unix(UnixStream), Closed }

fn answer(result: io::Result<String>) {
    match result {
        Ok(outcome) => println!("{}", outcome),
        Err(e) => println!("{}\t{:?}: {}", e.raw_os_error().map_or("error".into(), |n| format!("errno:{}", n)), e.kind(), e),
    }
}

fn count(n: usize) -> String { if n == 0 { "EOF".into() } else { n.to_string() } }

fn main() {
    let mut stream = Stream::Closed;
    for line in io::stdin().lock().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.splitn(3, ' ').collect();
        match words[0] {
            "open" if words[1] == "unix" => answer(UnixStream::connect(words[2]).map(|s| { stream = Stream::Unix(s); "done".into() })),
            "open" => answer(TcpStream::connect(format!("127.0.0.1:{}", words[2])).map(|s| { stream = Stream::Tcp(s); "done".into() })),
            "read" => {
                let mut bytes = vec![0u8; words[1].parse().unwrap()];
                match &mut stream {
                    Stream::Tcp(s) => answer(s.read(&mut bytes).map(count)),
                    Stream::Unix(s) => answer(s.read(&mut bytes).map(count)),
                    Stream::Closed => println!("unsupported: use of a stream that was dropped does not compile"),
                }
            }
            "write" => match &mut stream {
                Stream::Tcp(s) => answer(s.write(words[1].as_bytes()).map(|n| n.to_string())),
                Stream::Unix(s) => answer(s.write(words[1].as_bytes()).map(|n| n.to_string())),
                Stream::Closed => println!("unsupported: use of a stream that was dropped does not compile"),
            },
            "shutdown" => match &stream {
                Stream::Tcp(s) => answer(s.shutdown(Shutdown::Write).map(|_| "0".into())),
                Stream::Unix(s) => answer(s.shutdown(Shutdown::Write).map(|_| "0".into())),
                Stream::Closed => println!("0"),
            },
            _ => { stream = Stream::Closed; println!("0") }
        }
    }
}
