// Package blocks reads a stream on all cores: in blocks that end where a record ends,
// each worked on by itself, and handed over in the order of the stream. Memory is
// bounded by the size of a block and the number of cores.
package blocks

import (
	"context"
	"io"
	"runtime"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
)

// Stream is what is read.
type Stream struct {
	Place string    // for messages
	From  io.Reader // whose errors are for the reader of a message; only a bare io.EOF is its end
	// End is how many bytes of a piece are whole records, 0 where no record ends in it. A
	// piece begins where a record begins. It is asked in the order of the stream, by one
	// goroutine, and again with a longer piece where it said 0.
	End func(piece []byte) int
	// Cores is how many work at a time; all of the machine unless set.
	Cores int
}

// Worker turns blocks into batches and rejects. It works on one block at a time.
type Worker interface {
	// Block emits what the records of a block say, all of it before it returns, and
	// gives their number. Rejects count records from 1 within the block. The data are
	// valid until it returns. The last block of a stream may end within a record.
	Block(data []byte) (records int64, err error)
	// Release frees what the worker holds. It emits nothing.
	Release()
}

// Sizes of a block. The first is small, since most files are; a block grows beyond the
// full size only for a record that is longer.
const (
	firstBytes   = 256 << 10
	blockBytes   = 1 << 20
	longestBytes = 64 << 20
)

// Run reads the stream to its end. start makes a worker that emits into the given sink;
// its rejects are numbered through the stream before they reach out. The error is that
// of the first record in the stream that has one, whichever worker came upon it first,
// or that of the sink, after which it is not called again. Every goroutine has ended
// when Run returns: From must give up reading when ctx is done.
func Run(ctx context.Context, s Stream, start func(out source.Sink) Worker, out source.Sink) error {
	cores := s.Cores
	if cores == 0 {
		cores = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	p := newPool(ctx, s.Place, cores)
	done := make(chan struct{})
	for range cores {
		go func() { p.work(start); done <- struct{}{} }()
	}
	go func() { p.read(s); done <- struct{}{} }()
	err := p.handOver(out)
	cancel()
	for range cores + 1 {
		<-done
	}
	return err
}

// pool is the workers with what lies between them.
type pool struct {
	ctx    context.Context
	place  string
	tasks  chan *task    // to be worked on
	order  chan *task    // in the order of the stream
	free   chan []byte   // buffers to be used again
	flight chan struct{} // a token for every blockBytes that are between reading and handing over
}

func newPool(ctx context.Context, place string, cores int) *pool {
	most := cores + 2
	return &pool{
		ctx: ctx, place: place,
		tasks: make(chan *task), order: make(chan *task, most), free: make(chan []byte, most),
		flight: make(chan struct{}, max(most, longestBytes/blockBytes)),
	}
}

// task is a block, or the error that ended the stream.
type task struct {
	data    []byte
	tokens  int
	err     error
	held    held
	records int64
	ready   chan struct{}
}

// read cuts the stream into tasks.
func (p *pool) read(s Stream) {
	defer close(p.order)
	defer close(p.tasks)
	c := cutter{stream: s, free: p.free, size: firstBytes}
	for more := true; more; {
		var data []byte
		var err error
		if data, more, err = c.next(); err != nil {
			p.fail(err)
			return
		}
		if len(data) > 0 && !p.put(&task{data: data, ready: make(chan struct{})}) {
			return
		}
	}
}

// put gives a task to the workers; it is false where nobody waits for it any more.
func (p *pool) put(t *task) bool {
	for range min((cap(t.data)+blockBytes-1)/blockBytes, cap(p.flight)) {
		select {
		case p.flight <- struct{}{}:
			t.tokens++
		case <-p.ctx.Done():
			return false
		}
	}
	select {
	case p.tasks <- t:
	case <-p.ctx.Done():
		return false
	}
	select {
	case p.order <- t:
		return true
	case <-p.ctx.Done():
		return false
	}
}

// fail ends the stream with an error, which is told when its turn comes.
func (p *pool) fail(err error) {
	failed := &task{err: err, ready: make(chan struct{})}
	close(failed.ready)
	select {
	case p.order <- failed:
	case <-p.ctx.Done():
	}
}

// work works on blocks until there are no more.
func (p *pool) work(start func(out source.Sink) Worker) {
	current := &sink{}
	w := start(current)
	defer w.Release()
	for t := range p.tasks {
		if p.ctx.Err() == nil {
			current.held = &t.held
			t.records, t.err = p.block(w, t.data)
		}
		close(t.ready)
	}
}

// block calls the worker. A panic of a parser must not print the record that caused it:
// its message may quote one, so that only the line of code is told.
func (p *pool) block(w Worker, data []byte) (records int64, err error) {
	defer func() {
		if recover() != nil {
			err = fault.New(fault.Internal, p.place, "a record could not be taken apart ("+panicked()+")",
				"please report it; nothing of this input was loaded")
		}
	}()
	return w.Block(data)
}

// handOver passes on what came of the blocks, in their order.
func (p *pool) handOver(out source.Sink) error {
	var before int64
	for t := range p.order {
		select {
		case <-t.ready:
		case <-p.ctx.Done():
		}
		if err := p.stopped(); err != nil {
			return err
		}
		if t.err != nil {
			return t.err
		}
		err := t.held.replay(p.stopped, out, before)
		t.held.release()
		if err != nil {
			return err
		}
		before += t.records
		p.recycle(t)
	}
	return p.stopped()
}

// recycle makes room for another block. Of the buffers of long records no more than one
// is kept.
func (p *pool) recycle(t *task) {
	if cap(t.data) == blockBytes || len(p.free) == 0 {
		select {
		case p.free <- t.data[:0]:
		default:
		}
	}
	for range t.tokens {
		<-p.flight
	}
}

func (p *pool) stopped() error {
	if err := p.ctx.Err(); err != nil {
		return fault.Wrap(fault.Interrupted, err, p.place, "stopped", "")
	}
	return nil
}
