// run needs=loopback 400
// A server and clients of net/http.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

func main() {
	n := 2000
	if len(os.Args) > 1 {
		n, _ = strconv.Atoi(os.Args[1])
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/hello", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello %s %s", r.Method, r.URL.Query().Get("n"))
	})
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) })
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(5 * time.Second):
		}
	})
	srv := &http.Server{Handler: mux}
	go srv.Serve(l)
	base := "http://" + l.Addr().String()
	tr := &http.Transport{MaxIdleConnsPerHost: 16}
	c := &http.Client{Transport: tr}
	var wg sync.WaitGroup

	for w := 0; w < 8; w++ {
		wg.Add(1)
		go func(w int) {
			defer wg.Done()
			for i := w; i < n; i += 8 {
				r, err := c.Get(base + "/hello?n=" + strconv.Itoa(i))
				if err != nil {
					panic(err)
				}
				b, _ := io.ReadAll(r.Body)
				r.Body.Close()
				if string(b) != "hello GET "+strconv.Itoa(i) {
					panic(string(b))
				}
			}
		}(w)
	}
	wg.Wait()
	big := strings.Repeat("0123456789", 100000)
	r, err := c.Post(base+"/echo", "text/plain", strings.NewReader(big))
	if err != nil {
		panic(err)
	}
	b, err := io.ReadAll(r.Body)
	fmt.Println(string(b) == big, err)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, "GET", base+"/slow", nil)
	_, err = c.Do(req)
	fmt.Println(ctx.Err(), err != nil)
	ctx2, cancel2 := context.WithTimeout(context.Background(), time.Second)
	defer cancel2()
	tr.CloseIdleConnections()
	fmt.Println(srv.Shutdown(ctx2))
}
