package contain

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync/atomic"
	"time"

	"chartline/pipeline/contain/frame"
	"chartline/pipeline/contain/ring"
	"chartline/pipeline/contain/sandbox"
	"chartline/pipeline/fault"
)

// child is a process that answers one statement at a time.
type child struct {
	process *os.Process
	orders  orders
	answers io.Closer // what frames reads
	frames  *frame.Reader
	ring    *ring.Reader // nil where answers go through the pipe
	hello   hello

	why  atomic.Pointer[fault.Error] // why it was killed, where somebody will ask
	gone chan struct{}               // closed when it and its folder are gone
	code int                         // with which it ended, once gone is closed
}

// opening is what a child may take at least until it has opened the store, however little time
// statements are given: a machine can be busy.
const opening = 30 * time.Second

// start runs this program again as a child and waits until it has opened the store.
func (e *Engine) start(ctx context.Context) (*child, error) {
	setup := e.setup
	var err error
	if setup.Options.TempDir, err = os.MkdirTemp("", "chartline-sql-"); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, os.TempDir(), "no folder to spill to", "set a temporary folder")
	}
	c, err := e.spawn(setup.Options.TempDir)
	if err != nil {
		_ = os.RemoveAll(setup.Options.TempDir) // it is empty; the first error is the one to tell
		return nil, fault.Wrap(fault.Unavailable, err, "", "no process for the query could be started", "try again")
	}
	stop := context.AfterFunc(ctx, func() { c.kill(nil) })
	defer stop()
	patience := time.AfterFunc(max(e.limits.Time, opening), func() { c.kill(errTimedOut()) })
	defer patience.Stop()
	setup.Ring = c.ring != nil

	if err := c.greet(setup); err != nil {
		defer c.discard()
		return nil, c.explain(ctx, err)
	}
	return c, nil
}

// spawn starts the process: its environment is empty, it stands in its own folder, and it
// leads a group of its own, which no signal of a terminal reaches. Whatever it says
// outside of the frames goes nowhere, since it could quote a record.
func (e *Engine) spawn(folder string) (*child, error) {
	if len(os.Args) > 1 && os.Args[1] == Command {
		return nil, errors.New("contain: a child that does not serve would start itself without end")
	}
	self, err := sandbox.Executable()
	if err != nil {
		return nil, err
	}
	w, err := newWires()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self)
	cmd.Args = []string{os.Args[0], Command}
	cmd.Env, cmd.Dir = []string{}, folder
	cmd.Stdin, cmd.Stdout, cmd.ExtraFiles = w.theirs[0], w.theirs[1], w.theirs[2:]
	cmd.SysProcAttr = sandbox.OwnGroup()
	if err := errors.Join(cmd.Start(), closeAll(w.theirs)); err != nil {
		w.ring.Close()
		return nil, errors.Join(err, w.orders.Close(), w.answers.Close())
	}
	c := &child{process: cmd.Process, orders: newOrders(w.orders), answers: w.answers, frames: frame.NewReader(w.answers),
		ring: w.ring, gone: make(chan struct{})}
	e.ending.Go(func() { c.bury(cmd, folder) })
	return c, nil
}

// wires are what lies between a parent and a child.
type wires struct {
	orders, answers *os.File     // the parent's ends of two pipes
	ring            *ring.Reader // nil where the system has none
	theirs          []*os.File   // the child's: standard input and output, then those of the ring
}

func newWires() (*wires, error) {
	input, ordered, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	answers, output, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, input.Close(), ordered.Close())
	}
	sandbox.Widen(answers)
	w := &wires{orders: ordered, answers: answers, theirs: []*os.File{input, output}}
	if shared, files, err := ring.New(); err == nil { // the pipe takes answers too
		w.ring, w.theirs = shared, append(w.theirs, files...)
	}
	return w, nil
}

func closeAll(files []*os.File) error {
	var failed error
	for _, f := range files {
		failed = errors.Join(failed, f.Close())
	}
	return failed
}

// bury waits for the end of the process and removes what it left.
func (c *child) bury(cmd *exec.Cmd, folder string) {
	_ = cmd.Wait() // how it ended is in its state
	c.code = cmd.ProcessState.ExitCode()
	_ = c.orders.Close()     // nobody reads them any more
	_ = os.RemoveAll(folder) // what it spilled is encrypted; nothing more can be done
	close(c.gone)
}

// greet tells a child what to open and hears how that went.
func (c *child) greet(s setup) error {
	if err := c.orders.Encode(s); err != nil {
		return err
	}
	kind, length, err := c.frames.Head()
	switch {
	case err != nil:
		return err
	case kind == frame.Hello:
		return c.frames.Value(length, &c.hello)
	case kind == frame.Failed:
		return c.failed(length)
	}
	return frame.ErrMalformed
}

// failed reads why there is no answer.
func (c *child) failed(length int) error {
	var f failure
	if err := c.frames.Value(length, &f); err != nil {
		return err
	}
	return f.fault()
}

// alive reports whether the process still runs.
func (c *child) alive() bool {
	select {
	case <-c.gone:
		return false
	default:
		return true
	}
}

// kill ends the process at once, whatever it does; why is told to who waits for its
// answer.
func (c *child) kill(why *fault.Error) {
	if why != nil {
		c.why.CompareAndSwap(nil, why)
	}
	if c.alive() {
		sandbox.KillGroup(c.process)
	}
}

// discard ends a child that is not asked again.
func (c *child) discard() {
	c.kill(nil)
	_ = c.answers.Close() // only read
	c.ring.Close()
}

// explain says why a child gave no answer: its own words, or how it ended.
func (c *child) explain(ctx context.Context, err error) error {
	var told *fault.Error
	if errors.As(err, &told) {
		return told
	}
	if stopped := ended(ctx.Err()); stopped != nil {
		return stopped
	}
	if why := c.why.Load(); why != nil {
		return why
	}
	c.kill(nil) // it does not keep to the frames, or is dying
	<-c.gone
	switch c.code {
	case codeTime:
		return fault.Wrap(fault.Unavailable, err, "", "used all of its processor time", "narrow the query or allow more time")
	case codeFault:
		return fault.Wrap(fault.Internal, err, "contain", "failed inside", "")
	}
	return fault.Wrap(fault.Unavailable, err, "", "ended its process, as a query does that needs more memory than it may take",
		"narrow the query or raise store.memory")
}

func errTimedOut() *fault.Error {
	return fault.New(fault.Unavailable, "", "timed out", "narrow the query or allow more time")
}
