// run tree=1.26 needs=loopback

package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
)

// Tree is a binary tree that iterates over its values in order.
type Tree[K cmp.Ordered, V any] struct {
	left, right *Tree[K, V]
	key         K
	value       V
}

func (t *Tree[K, V]) put(key K, value V) *Tree[K, V] {
	if t == nil {
		return &Tree[K, V]{key: key, value: value}
	}
	switch c := cmp.Compare(key, t.key); {
	case c < 0:
		t.left = t.left.put(key, value)
	case c > 0:
		t.right = t.right.put(key, value)
	default:
		t.value = value
	}
	return t
}

func (t *Tree[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) { t.push(yield) }
}

func (t *Tree[K, V]) push(yield func(K, V) bool) bool {
	return t == nil || t.left.push(yield) && yield(t.key, t.value) && t.right.push(yield)
}

func iterators() {
	var t *Tree[string, int]
	for i, w := range strings.Fields("the quick brown fox jumps over the lazy dog") {
		t = t.put(w, i)
	}
	for w, i := range t.All() {
		if w == "quick" {
			break
		}
		fmt.Print(w, "=", i, " ")
	}
	fmt.Println()
	next, stop := iter.Pull2(t.All())
	for range 2 {
		fmt.Println(next())
	}
	stop()
	fmt.Println(next())
	m := maps.Collect(t.All())
	keys := slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(b, a))
	})
	fmt.Println(keys, slices.Max(slices.Collect(maps.Values(m))))
	for c := range slices.Chunk(keys, 3) {
		fmt.Print(c, len(c), cap(c), " ")
	}
	fmt.Println()
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		for w := range t.All() {
			defer fmt.Println("deferred", w)
			if w > "d" {
				panic(w)
			}
		}
	}()
}

type Shape struct {
	Name  string            `json:"name"`
	Sides []float64         `json:"sides,omitempty"`
	Tags  map[string]*int   `json:"tags,omitempty"`
	Extra json.RawMessage   `json:"extra,omitempty"`
	Inner *Shape            `json:"inner,omitempty"`
	When  map[string]string `json:"-"`
	Zero  struct{ A int }   `json:"zero,omitzero"`
}

func jsons() {
	one := 1
	s := Shape{Name: "<a&b>", Sides: []float64{1, 2.5, 1e21, 1e-7}, Tags: map[string]*int{"y": nil, "x": &one},
		Extra: json.RawMessage(`{"k" : [1, 2]}`), Inner: &Shape{Name: "é\u2028"}}
	b, err := json.Marshal(s)
	fmt.Println(string(b), err)
	var back Shape
	fmt.Println(json.Unmarshal(b, &back), back.Name, back.Sides, *back.Tags["x"], back.Inner.Name == "é\u2028")
	var v any
	fmt.Println(json.Unmarshal([]byte(`{"a":[1,true,null,"x"],"b":{}}`), &v), v)
	for _, bad := range []string{`{"name":1}`, `{"sides":["x"]}`, `[`, `{"a":1}}`, `nul`} {
		fmt.Println(json.Unmarshal([]byte(bad), &back))
	}
	_, err = json.Marshal(make(chan int))
	fmt.Println(err)
}

type secret string

func (secret) LogValue() slog.Value { return slog.StringValue("***") }

func logs() {
	drop := func(groups []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey && len(groups) == 0 {
			return slog.Attr{}
		}
		return a
	}
	options := &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: drop}
	for _, h := range []slog.Handler{slog.NewTextHandler(os.Stdout, options), slog.NewJSONHandler(os.Stdout, options)} {
		l := slog.New(h).With("who", secret("me")).WithGroup("g")
		l.Info("hello world", "n", 1, slog.Group("sub", "f", 1.5, "err", io.EOF))
		l.Debug("odd", "key")
		l.Log(nil, slog.LevelError+2, "level", "v", []int{1, 2})
	}
}

func web() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /item/{id}/{rest...}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s|%s", r.PathValue("id"), r.PathValue("rest"))
	})
	mux.HandleFunc("POST /echo", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Kind", r.Header.Get("Content-Type"))
		w.WriteHeader(http.StatusTeapot)
		io.Copy(w, r.Body)
	})
	for _, start := range []func(http.Handler) *httptest.Server{httptest.NewServer, httptest.NewTLSServer} {
		server := start(mux)
		show := func(r *http.Response, err error) {
			if err != nil {
				fmt.Println(err)
				return
			}
			defer r.Body.Close()
			b, err := io.ReadAll(r.Body)
			fmt.Printf("%s %s %q %q %v\n", r.Proto, r.Status, r.Header.Get("X-Kind"), b, err)
		}
		c := server.Client()
		show(c.Get(server.URL + "/item/7/a/b"))
		show(c.Post(server.URL+"/echo", "text/x", strings.NewReader("body")))
		show(c.Get(server.URL + "/echo"))
		show(c.Get(server.URL + "/nothing"))
		server.Close()
	}
}

func main() {
	iterators()
	jsons()
	logs()
	web()
}
