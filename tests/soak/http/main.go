// http: a server and its clients exchange requests on loopback, as many as the argument says (a million).
// Fails if an answer is wrong, or if memory, goroutines or descriptors are more at the end than after the
// first tenth. Nine requests of ten keep their connection, the tenth closes it.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	workers = 32
	tenths  = 10
)

func fail(format string, args ...interface{}) {
	fmt.Printf("http: "+format+"\n", args...)
	os.Exit(1)
}

// What must stay flat.
type usage struct {
	rss, heap         uint64 // KB
	goroutines, files int
}

func residentKB() uint64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		fail("%v", err)
	}
	for _, line := range strings.Split(string(text), "\n") {
		if strings.HasPrefix(line, "VmRSS:") {
			kb, err := strconv.ParseUint(strings.Fields(line)[1], 10, 64)
			if err != nil {
				fail("%v", err)
			}
			return kb
		}
	}
	fail("no VmRSS")
	return 0
}

func openFiles() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		fail("%v", err)
	}
	return len(entries)
}

// measure waits until connections that were closed are gone: with none idle, only the listener stays.
func measure(client *http.Client) usage {
	client.CloseIdleConnections()
	var u usage
	for i := 0; i < 100; i++ {
		u.goroutines, u.files = runtime.NumGoroutine(), openFiles()
		if u.goroutines <= 2 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	u.heap = m.HeapAlloc >> 10
	u.rss = residentKB()
	return u
}

func serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("X-Number", r.URL.Query().Get("n"))
	fmt.Fprintf(w, "%s %d %s", r.Method, len(body), body)
}

func exchange(client *http.Client, base string, n int64) error {
	text := strings.Repeat(strconv.FormatInt(n%10, 10), int(n%300))
	req, err := http.NewRequest("POST", base+"?n="+strconv.FormatInt(n, 10), strings.NewReader(text))
	if err != nil {
		return err
	}
	req.Close = n%10 == 0
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	want := fmt.Sprintf("POST %d %s", len(text), text)
	if resp.StatusCode != 200 || string(got) != want {
		return fmt.Errorf("request %d: %s: %q, want %q", n, resp.Status, got, want)
	}
	if h := resp.Header.Get("X-Number"); h != strconv.FormatInt(n, 10) {
		return fmt.Errorf("request %d: X-Number %q", n, h)
	}
	return nil
}

// exchangeAll makes requests from first to last, excluded.
func exchangeAll(client *http.Client, base string, first, last int64) {
	var wg sync.WaitGroup
	for i := 0; i < workers; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				n := atomic.AddInt64(&first, 1) - 1
				if n >= last {
					return
				}
				if err := exchange(client, base, n); err != nil {
					fail("%v", err)
				}
			}
		}()
	}
	wg.Wait()
}

func main() {
	total := int64(1000000)
	if len(os.Args) > 1 {
		n, err := strconv.ParseInt(os.Args[1], 10, 64)
		if err != nil || n < tenths {
			fail("bad number of requests %q", os.Args[1])
		}
		total = n
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fail("%v", err)
	}
	go http.Serve(l, http.HandlerFunc(serve))
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
	base := "http://" + l.Addr().String() + "/"

	start := time.Now()
	var early, u usage
	for i := int64(0); i < tenths; i++ {
		exchangeAll(client, base, total*i/tenths, total*(i+1)/tenths)
		u = measure(client)
		if i == 0 {
			early = u
		}
		fmt.Printf("%8d requests, %6.1f s: RSS %d KB, heap %d KB, %d goroutines, %d files\n",
			total*(i+1)/tenths, time.Since(start).Seconds(), u.rss, u.heap, u.goroutines, u.files)
	}
	switch {
	case u.goroutines > early.goroutines:
		fail("goroutines leak: %d, then %d", early.goroutines, u.goroutines)
	case u.files > early.files:
		fail("files leak: %d, then %d", early.files, u.files)
	case u.heap > early.heap+early.heap/2+1024:
		fail("the heap grows: %d KB, then %d KB", early.heap, u.heap)
	case u.rss > early.rss+early.rss/4+4096:
		fail("RSS grows: %d KB, then %d KB", early.rss, u.rss)
	}
	fmt.Println("http: ok")
}
