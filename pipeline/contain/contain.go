// Package contain answers SQL that nobody has read before. SQL is code, and DuckDB's own
// settings are no boundary: a statement can still take all the memory and all the time of
// a machine. So a statement runs in a child process of this program, which has opened the
// store read-only, gave up files, network and environment, may use so much memory, time
// and disk, and is killed where it does not answer in time. Its answer comes back as
// Arrow, through memory that the two share.
//
// What holds a statement, from the outside in: the process and its kill; limits of the
// system on memory, processor time, file sizes and open files; landlock, which closes the
// file system and the network; DuckDB opened read-only with files, extensions and settings
// closed; and one statement of a kind that only reads, checked before anything runs.
package contain

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/apache/arrow-go/v18/arrow/array"

	"chartline/pipeline/contain/admit"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/fault"
)

// Command is the argument with which this program, run again, becomes a child. Whatever
// calls Open must call Serve where it is given this argument.
const Command = "contained"

// Limits bound one statement. A zero field takes the value of Usual.
type Limits struct {
	Time  time.Duration // that an answer may take; what its reader takes between two batches does not count
	CPU   time.Duration // processor time, all cores together
	Rows  int64         // of an answer
	Bytes int64         // of an answer, as Arrow
	Disk  int64         // bytes that it may spill, where the store lets it spill at all
}

// Usual are the limits where nobody says otherwise: those of a person at a desk, not of a
// shared server.
var Usual = Limits{Time: 10 * time.Minute, CPU: 40 * time.Minute, Rows: 100_000_000, Bytes: 16 << 30, Disk: 16 << 30}

// orUsual fills in what is not said.
func (l Limits) orUsual() Limits {
	set(&l.Time, Usual.Time)
	set(&l.CPU, Usual.CPU)
	set(&l.Rows, Usual.Rows)
	set(&l.Bytes, Usual.Bytes)
	set(&l.Disk, Usual.Disk)
	return l
}

func set[T time.Duration | int64](value *T, usual T) {
	if *value == 0 {
		*value = usual
	}
}

// Engine is an engine.Engine whose statements run in child processes. A child answers one
// statement after the other; one that was killed is replaced when the next statement
// comes. Statements that are asked side by side have a child each.
type Engine struct {
	setup   setup
	limits  Limits
	version string
	weak    string

	mu     sync.Mutex
	idle   []*child
	ending sync.WaitGroup // the children, until each is gone with its folder
	closed bool
}

// Open starts a child that opens a published store, and gives the errors of duckdb.Open.
// The folder to spill to in opts is not used: each child has its own, which goes with it.
func Open(ctx context.Context, path string, opts duckdb.Options, limits Limits) (*Engine, error) {
	limits = limits.orUsual()
	opts.MaxSpill = strconv.FormatInt(limits.Disk, 10) + "B"
	e := &Engine{limits: limits, setup: setup{Name: path, Options: opts, Limits: limits}}
	for _, file := range []struct {
		name string
		to   *string
	}{{path, &e.setup.Path}, {opts.Crypto, &e.setup.Options.Crypto}} {
		if file.name == "" {
			continue
		}
		full, err := filepath.Abs(file.name) // the child stands in a folder of its own
		if err != nil {
			return nil, fault.Wrap(fault.Config, err, file.name, "not a path", "")
		}
		*file.to = full
	}
	c, err := e.start(ctx)
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	e.version, e.weak = c.hello.Version, c.hello.Weak
	e.keep(c)
	return e, nil
}

// String names DuckDB and its version.
func (e *Engine) String() string { return e.version }

// Weak says what this system cannot hold a statement with; empty where nothing is missing.
func (e *Engine) Weak() string { return e.weak }

// Query implements engine.Engine. An answer beyond a limit of rows or bytes is
// fault.Policy; one beyond a limit of time or memory is fault.Unavailable.
func (e *Engine) Query(ctx context.Context, sql string, args ...any) (array.RecordReader, error) {
	if err := ended(ctx.Err()); err != nil {
		return nil, err
	}
	if err := admit.Statement(sql); err != nil {
		return nil, err
	}
	values, err := arguments(args)
	if err != nil {
		return nil, err
	}
	c, err := e.take(ctx)
	if err != nil {
		return nil, err
	}
	return e.ask(ctx, c, order{SQL: sql, Args: values})
}

// take gives a child that has nothing to do.
func (e *Engine) take(ctx context.Context) (*child, error) {
	e.mu.Lock()
	for len(e.idle) > 0 {
		c := e.idle[len(e.idle)-1]
		e.idle = e.idle[:len(e.idle)-1]
		if c.alive() {
			e.mu.Unlock()
			return c, nil
		}
		c.discard()
	}
	e.mu.Unlock()
	return e.start(ctx)
}

// keep lets a child wait for the next statement.
func (e *Engine) keep(c *child) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		c.discard()
		return
	}
	e.idle = append(e.idle, c)
}

// Close ends the children and waits until they and their folders are gone. Readers must
// have been released before.
func (e *Engine) Close() error {
	e.mu.Lock()
	e.closed = true
	for _, c := range e.idle {
		c.discard()
	}
	e.idle = nil
	e.mu.Unlock()
	e.ending.Wait()
	return nil
}

// ended tells a stop by a person from a limit of time; nil for neither.
func ended(cause error) error {
	switch {
	case errors.Is(cause, context.DeadlineExceeded):
		return fault.Wrap(fault.Unavailable, cause, "", "timed out", "narrow the query or allow more time")
	case errors.Is(cause, context.Canceled):
		return fault.Wrap(fault.Interrupted, cause, "", "interrupted", "")
	}
	return nil
}
