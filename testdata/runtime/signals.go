// run
// What os/signal delivers, and what signals do to a program that does not ask.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

func wait(c chan os.Signal) {
	select {
	case s := <-c:
		fmt.Println("got", s)
	case <-time.After(2 * time.Second):
		fmt.Println("nothing")
	}
}

func kill(s syscall.Signal) { syscall.Kill(os.Getpid(), s) }

func child(how string) {
	switch how {
	case "int":
		kill(syscall.SIGINT)
	case "term":
		kill(syscall.SIGTERM)
	case "usr1": // without effect
		kill(syscall.SIGUSR1)
		time.Sleep(20 * time.Millisecond)
		return
	case "pipe":
		for {
			if _, err := os.Stdout.WriteString("x"); err != nil {
				os.Exit(9)
			}
		}
	case "reset":
		signal.Notify(make(chan os.Signal, 1), syscall.SIGTERM)
		signal.Reset(syscall.SIGTERM)
		kill(syscall.SIGTERM)
	case "ignore":
		signal.Ignore(syscall.SIGTERM, syscall.SIGINT)
		kill(syscall.SIGTERM)
		kill(syscall.SIGINT)
		fmt.Println("ignored", signal.Ignored(syscall.SIGTERM), signal.Ignored(syscall.SIGHUP))
		return
	case "quit":
		kill(syscall.SIGQUIT)
	}
	time.Sleep(time.Second)
	fmt.Println("survived")
}

func run(how string) {
	cmd := exec.Command(os.Args[0], how)
	if how == "pipe" {
		r, w, _ := os.Pipe()
		cmd.Stdout = w
		cmd.Start()
		w.Close()
		r.Close()
		fmt.Println(how, cmd.Wait())
		return
	}
	report(how, cmd)
}

func report(what string, cmd *exec.Cmd) {
	out, err := cmd.Output()
	fmt.Printf("%s %q %v\n", what, out, err)
}

// What a shell's background job may ignore.
func ignoring(sig, how string) {
	report(how+" ignored by the shell", exec.Command("sh", "-c", "trap '' "+sig+"; exec \"$@\"", "sh", os.Args[0], how))
}

func main() {
	if len(os.Args) > 1 {
		child(os.Args[1])
		return
	}
	c := make(chan os.Signal, 10)
	signal.Notify(c, syscall.SIGHUP, syscall.SIGUSR1)
	kill(syscall.SIGHUP)
	wait(c)
	kill(syscall.SIGUSR1)
	wait(c)
	signal.Stop(c)
	kill(syscall.SIGUSR1)
	time.Sleep(20 * time.Millisecond)
	select {
	case s := <-c:
		fmt.Println("after Stop", s)
	default:
		fmt.Println("quiet")
	}
	signal.Notify(c)
	kill(syscall.SIGWINCH)
	for s := range c {
		if s != syscall.SIGURG && s != syscall.SIGCHLD {
			fmt.Println("all", s)
			break
		}
	}
	signal.Reset()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	kill(syscall.SIGTERM)
	<-ctx.Done()
	fmt.Println(ctx.Err())
	stop()
	for _, how := range []string{"int", "term", "usr1", "pipe", "reset", "ignore", "quit"} {
		run(how)
	}
	ignoring("INT", "int")
	ignoring("TERM", "term")
	ignoring("QUIT", "quit")
}
