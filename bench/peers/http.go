// The files of a directory by Go's net/http, for bench/http.py.
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
)

func main() {
	root := flag.String("root", ".", "the directory")
	port := flag.Int("port", 0, "the port; 0: any")
	flag.Parse()
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", *port))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("listening on %s\n", listener.Addr())
	server := &http.Server{Handler: http.FileServer(http.Dir(*root))}
	fmt.Fprintln(os.Stderr, server.Serve(listener))
}
