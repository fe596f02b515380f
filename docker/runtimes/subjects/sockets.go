// Go's net package.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
)

func answer(outcome string, err error) {
	words := ""
	if err != nil {
		var number syscall.Errno
		outcome, words = "error", err.Error()
		if err == io.EOF {
			outcome = "EOF"
		} else if errors.As(err, &number) {
			outcome = fmt.Sprintf("errno:%d", int(number))
		}
	}
	fmt.Printf("%s\t%s\n", outcome, strings.ReplaceAll(words, "\n", " "))
}

func main() {
	var connection net.Conn
	commands := bufio.NewScanner(os.Stdin)
	for commands.Scan() {
		word, rest, _ := strings.Cut(commands.Text(), " ")
		switch word {
		case "open":
			link, where, _ := strings.Cut(rest, " ")
			var err error
			if link == "unix" {
				connection, err = net.Dial("unix", where)
			} else {
				connection, err = net.Dial("tcp", "127.0.0.1:"+where)
			}
			answer("done", err)
		case "read":
			size, _ := strconv.Atoi(rest)
			count, err := connection.Read(make([]byte, size))
			answer(strconv.Itoa(count), err)
		case "write":
			count, err := connection.Write([]byte(rest))
			answer(strconv.Itoa(count), err)
		case "shutdown":
			answer("0", connection.(interface{ CloseWrite() error }).CloseWrite())
		case "close":
			answer("0", connection.Close())
		}
	}
}
