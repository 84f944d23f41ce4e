package shell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/reeflective/readline"
	"github.com/reeflective/readline/inputrc"
	"golang.org/x/term"

	"chartline/pipeline/fault"
)

// Terminal is a person at a keyboard.
type Terminal struct {
	In, Out *os.File
	Err     io.Writer   // for what is no answer
	History string      // file of what was typed before; empty for none
	Tell    func(error) // shows an error
}

// Converse takes inputs from a person until they leave. An error is told and the
// conversation goes on; Ctrl-C stops a statement, and ends the program nowhere.
func (s *Session) Converse(ctx context.Context, t Terminal) error {
	past, err := openHistory(t.History)
	if err != nil {
		return err
	}
	s.onTerminal(t)
	calls := make(chan os.Signal, 1)
	signal.Notify(calls, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(calls)
	state, err := term.GetState(int(t.In.Fd()))
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "standard input", "is not a terminal", "")
	}
	// Ctrl-C ends the context of the program; a conversation outlives it.
	l := &listener{base: context.WithoutCancel(ctx)}
	go l.listen(calls, func() {
		_ = term.Restore(int(t.In.Fd()), state) // the program ends
		_ = s.Engine.Close()
		os.Exit(int(fault.Interrupted))
	})
	return s.converse(l, s.reader(l.base, past), t)
}

// onTerminal gives the session what only a terminal has.
func (s *Session) onTerminal(t Terminal) {
	s.page = func() (io.WriteCloser, error) { return newPager(t.In, t.Out), nil }
	s.watch = func() func() { return tellTime(t.Err) }
	s.columns = func() int {
		if width, _, err := term.GetSize(int(t.Out.Fd())); err == nil && width > 20 {
			return width
		}
		return 80
	}
}

// editing are options of the editor.
var editing = map[string]bool{
	// Tab first inserts what all candidates share, and lists them.
	"menu-complete-display-prefix": true,
	// The editor asks the terminal where its cursor is at every key, and loses what is typed
	// before the answer. Without asking it counts from the prompt, which begins a line here.
	"cursor-position-probe": false,
}

// reader is the editor of lines.
func (s *Session) reader(ctx context.Context, past *history) *readline.Shell {
	rl := readline.NewShell()
	rl.Prompt.Primary(func() string { return "chartline> " })
	rl.Prompt.Secondary(func() string { return "      ...> " })
	for _, keymap := range []string{"emacs", "vi-insert"} {
		rl.Config.Binds[keymap]["\t"] = inputrc.Bind{Action: "menu-complete"} // "complete" shows no list
	}
	for option, on := range editing {
		_ = rl.Config.Set(option, on) // it has options of these names
	}
	rl.AcceptMultiline = func(line []rune) bool { return whole(string(line)) }
	rl.History.Delete()
	rl.History.Add("chartline", past)
	rl.Completer = s.completer(sync.OnceValue(func() *names { return s.learn(ctx) }))
	return rl
}

func (s *Session) converse(l *listener, rl *readline.Shell, t Terminal) error {
	for !s.over {
		line, err := rl.Readline()
		switch {
		case errors.Is(err, readline.ErrInterrupt):
			continue // what was typed is dropped
		case errors.Is(err, io.EOF):
			fmt.Fprintln(t.Out)
			return nil
		case err != nil:
			return fault.Wrap(fault.Unavailable, err, "standard input", "cannot be read", "")
		}
		for _, in := range split(line) {
			if err := l.during(func(ctx context.Context) error { return s.Do(ctx, in.text) }); err != nil {
				t.Tell(err)
				break
			}
		}
	}
	return nil
}

// listener stops the statement at hand when a person calls.
type listener struct {
	base context.Context

	mu   sync.Mutex
	stop context.CancelFunc // of the statement at hand
}

// during does something that Ctrl-C stops.
func (l *listener) during(do func(context.Context) error) error {
	ctx, stop := context.WithCancel(l.base)
	defer stop()
	l.set(stop)
	defer l.set(nil)
	return do(ctx)
}

func (l *listener) set(stop context.CancelFunc) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stop = stop
}

// listen acts on signals: an interrupt stops the statement, anything else the program.
func (l *listener) listen(calls <-chan os.Signal, end func()) {
	for call := range calls {
		l.mu.Lock()
		if l.stop != nil {
			l.stop()
		}
		l.mu.Unlock()
		if call != os.Interrupt {
			end()
		}
	}
}

// tellTime says each second, from the second one on, that a statement still runs.
func tellTime(out io.Writer) (stop func()) {
	began, done := time.Now(), make(chan struct{})
	var told sync.WaitGroup
	told.Go(func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		shown := ""
		for {
			select {
			case <-tick.C:
				shown = fmt.Sprintf("running for %d s; Ctrl-C stops it", int(time.Since(began).Seconds()))
				fmt.Fprint(out, "\r"+shown)
			case <-done:
				if shown != "" {
					fmt.Fprint(out, "\r"+strings.Repeat(" ", len(shown+"^C"))+"\r")
				}
				return
			}
		}
	})
	return func() {
		close(done)
		told.Wait()
	}
}
