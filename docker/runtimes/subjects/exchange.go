// Go's net/http.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
)

func request(method, port string, size int) (int, int, error) {
	var body io.Reader
	if size > 0 {
		body = strings.NewReader(strings.Repeat("x", size))
	}
	asked, err := http.NewRequest(strings.ToUpper(method), "http://127.0.0.1:"+port+"/", body)
	if err != nil {
		return 0, 0, err
	}
	response, err := http.DefaultClient.Do(asked)
	if err != nil {
		return 0, 0, err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	return response.StatusCode, len(data), err
}

func main() {
	commands := bufio.NewScanner(os.Stdin)
	for commands.Scan() {
		words := strings.Fields(commands.Text())
		size, _ := strconv.Atoi(words[2])
		status, length, err := request(words[0], words[1], size)
		var number syscall.Errno
		switch {
		case err == nil:
			fmt.Printf("%d %d\n", status, length)
		case errors.As(err, &number):
			fmt.Printf("errno:%d\t%v\n", int(number), err)
		default:
			fmt.Printf("error\t%v\n", err)
		}
	}
}
