// run needs=loopback
// Sockets, pipes and deadlines over the network poller; child processes.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func echo(network, addr string) {
	l, err := net.Listen(network, addr)
	check(err)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { io.Copy(c, c); c.Close() }()
		}
	}()
	var wg sync.WaitGroup
	for i := 0; i < 20; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			c, err := net.Dial(network, l.Addr().String())
			check(err)
			defer c.Close()
			r := bufio.NewReader(c)
			for j := 0; j < 50; j++ {
				m := fmt.Sprintf("%d.%d\n", i, j)
				_, err := io.WriteString(c, m)
				check(err)
				s, err := r.ReadString('\n')
				check(err)
				if s != m {
					panic(s)
				}
			}
		}(i)
	}
	wg.Wait()
	l.Close()
	fmt.Println(network, "echo ok")
}

func deadlines() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	check(err)
	s, err := l.Accept()
	check(err)
	t := time.Now()
	c.SetReadDeadline(t.Add(50 * time.Millisecond))
	_, err = c.Read(make([]byte, 1))
	d := time.Since(t)
	var ne net.Error
	fmt.Println("read deadline", errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &ne) && ne.Timeout(), d >= 50*time.Millisecond && d < 2*time.Second)
	c.SetReadDeadline(time.Time{})
	go func() { time.Sleep(10 * time.Millisecond); s.Write([]byte("x")) }()
	n, err := c.Read(make([]byte, 1))
	fmt.Println("after", n, err)
	// past deadline wakes a waiting reader
	go func() { time.Sleep(10 * time.Millisecond); c.SetReadDeadline(time.Unix(1, 0)) }()
	_, err = c.Read(make([]byte, 1))
	fmt.Println("past", errors.Is(err, os.ErrDeadlineExceeded))
	c.SetDeadline(time.Time{})
	// close wakes a reader
	go func() { time.Sleep(10 * time.Millisecond); c.Close() }()
	_, err = c.Read(make([]byte, 1))
	fmt.Println("closed", errors.Is(err, net.ErrClosed))
	// write deadline with a full buffer
	c2, _ := net.Dial("tcp", l.Addr().String())
	l.Accept()
	c2.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
	buf := make([]byte, 1<<20)
	for err = nil; err == nil; {
		_, err = c2.Write(buf)
	}
	fmt.Println("write deadline", errors.Is(err, os.ErrDeadlineExceeded))
	_, err = s.Read(make([]byte, 1))
	fmt.Println("peer", err)
}

func udp() {
	a, err := net.ListenPacket("udp", "127.0.0.1:0")
	check(err)
	b, err := net.Dial("udp", a.LocalAddr().String())
	check(err)
	b.Write([]byte("ping"))
	buf := make([]byte, 10)
	n, from, err := a.ReadFrom(buf)
	check(err)
	a.WriteTo(append(buf[:n], '!'), from)
	n, err = b.Read(buf)
	fmt.Println("udp", string(buf[:n]), err)
}

func pipes() {
	r, w, err := os.Pipe()
	check(err)
	go func() { time.Sleep(10 * time.Millisecond); w.Write([]byte("hello")); w.Close() }()
	b, err := io.ReadAll(r)
	fmt.Println("pipe", string(b), err)
	r, w, _ = os.Pipe()
	r.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	_, err = r.Read(make([]byte, 1))
	fmt.Println("pipe deadline", os.IsTimeout(err), strings.TrimSpace(fmt.Sprint(err)))
	cmd := exec.Command("cat")
	cmd.Stdin = strings.NewReader("through cat")
	out, err := cmd.Output()
	fmt.Println("exec", string(out), err)
	cmd = exec.Command("sleep", "10")
	cmd.Start()
	time.AfterFunc(20*time.Millisecond, func() { cmd.Process.Kill() })
	fmt.Println("kill", cmd.Wait())
	out, err = exec.Command("sh", "-c", "trap '' INT; echo out; echo err >&2; exit 3").CombinedOutput()
	fmt.Printf("%q %v\n", out, err)
}

func main() {
	echo("tcp", "127.0.0.1:0")
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)
	echo("unix", dir+"/s")
	deadlines()
	udp()
	pipes()
}
