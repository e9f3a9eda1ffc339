// run tree=1.26 needs=loopback
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
)

type Req struct {
	Name string   `json:"name"`
	N    int      `json:"n,omitzero"`
	Tags []string `json:"tags,omitempty"`
}

// A server, a client, and both with TLS, of the newest tree.
func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello %s", r.PathValue("name"))
	})
	mux.HandleFunc("POST /echo", func(w http.ResponseWriter, r *http.Request) {
		var q Req
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			http.Error(w, err.Error(), 400)
			return
		}
		q.N++
		json.NewEncoder(w).Encode(q)
	})
	s := httptest.NewServer(mux)
	defer s.Close()
	get := func(p string) {
		r, err := http.Get(s.URL + p)
		if err != nil {
			fmt.Println("error", err)
			return
		}
		defer r.Body.Close()
		b, _ := io.ReadAll(r.Body)
		fmt.Println(r.StatusCode, r.Header.Get("Content-Type"), string(b))
	}
	get("/hello/you")
	get("/nothing")
	for _, body := range []string{`{"name":"x","n":3,"tags":["a","b"]}`, `{"name":1}`, `{`} {
		r, err := http.Post(s.URL+"/echo", "application/json", bytes.NewReader([]byte(body)))
		if err != nil {
			fmt.Println(err)
			continue
		}
		b, _ := io.ReadAll(r.Body)
		r.Body.Close()
		fmt.Println(r.StatusCode, string(b))
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	n := 0
	for i := range 50 {
		wg.Go(func() {
			r, err := http.Get(fmt.Sprintf("%s/hello/%d", s.URL, i))
			if err != nil {
				fmt.Println(err)
				return
			}
			b, _ := io.ReadAll(r.Body)
			r.Body.Close()
			mu.Lock()
			n += len(b)
			mu.Unlock()
		})
	}
	wg.Wait()
	fmt.Println(n)
	l := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(g []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	l.With("a", 1).WithGroup("g").Info("hi", "x", 1.5, slog.Group("h", "y", []int{1, 2}))
	// TLS
	t := httptest.NewTLSServer(mux)
	defer t.Close()
	r, err := t.Client().Get(t.URL + "/hello/tls")
	if err != nil {
		fmt.Println(err)
		return
	}
	b, _ := io.ReadAll(r.Body)
	fmt.Println(r.Proto, r.TLS.Version, string(b))
}
