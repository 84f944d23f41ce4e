package contain

import (
	"context"
	"encoding/gob"
	"errors"
	"io"
	"os"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"

	"chartline/pipeline/contain/batch"
	"chartline/pipeline/contain/frame"
	"chartline/pipeline/contain/ring"
	"chartline/pipeline/contain/sandbox"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/fault"
)

// The codes with which a child ends by itself.
const (
	codeTime  = 86 // its processor time is used up
	codeFault = 87 // it could not do its part
)

// Serve is the child: it opens the store, gives up everything else, and answers one
// statement after the other until its orders end. It ends the process with them, in the
// middle of an answer too, so that no child outlives its parent.
func Serve(in io.Reader, out io.Writer) error {
	orders, w := gob.NewDecoder(in), &channel{Writer: frame.NewWriter(out)}
	var s setup
	if err := orders.Decode(&s); err != nil {
		return fault.Wrap(fault.Usage, err, Command, "is started by chartline itself", "use chartline sql")
	}
	if s.Ring {
		var err error
		if w.ring, err = ring.Inherit(w.Announce); err != nil {
			return w.Say(frame.Failed, failureOf(err))
		}
	}
	db, err := shutIn(s, w)
	if err != nil {
		return w.Say(frame.Failed, failureOf(err))
	}
	for o := range listen(orders, s.Options.TempDir) {
		if err := sandbox.AllowTime(s.Limits.CPU); err != nil {
			return err
		}
		if err := reply(db, o, w, s.Limits.Bytes); err != nil {
			return err
		}
	}
	return nil
}

// channel is a child's way to its parent.
type channel struct {
	*frame.Writer
	ring *ring.Writer // nil where answers go through the pipe
}

// Write writes pieces of an Arrow stream.
func (c *channel) Write(p []byte) (int, error) {
	if c.ring != nil {
		return c.ring.Write(p)
	}
	return c.Writer.Write(p)
}

// shutIn opens the store, shuts the doors of the process and says hello.
func shutIn(s setup, w *channel) (*duckdb.DB, error) {
	db, err := duckdb.Open(s.Path, s.Options)
	if err != nil {
		return nil, renamed(err, s)
	}
	memory, err := memoryLimit(db)
	if err != nil {
		return nil, err
	}
	weak, err := sandbox.Confine(sandbox.Places{Own: s.Options.TempDir, Read: db.Files()}, memory, s.Limits.Disk)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "", "the process of a query cannot be confined", "")
	}
	sandbox.WatchTime(codeTime)
	return db, w.Say(frame.Hello, hello{Version: db.String(), Weak: weak})
}

// renamed calls the store in an error as the parent does.
func renamed(err error, s setup) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Where == s.Path {
		named := *f
		named.Where = s.Name
		return &named
	}
	return err
}

// listen reads orders, so that their end is noticed while a statement runs. A parent that
// was killed removes no folder: the child empties it and leaves the folder, whose removal
// landlock does not allow.
func listen(from *gob.Decoder, folder string) <-chan order {
	orders := make(chan order)
	go func() {
		for {
			var o order
			if from.Decode(&o) != nil {
				_ = os.RemoveAll(folder)
				os.Exit(0) // the parent is done, or is no more
			}
			orders <- o
		}
	}()
	return orders
}

// reply answers one statement. Its error is that of the pipe, which ends the child.
func reply(db *duckdb.DB, o order, w *channel, most int64) error {
	args := make([]any, len(o.Args))
	for i, a := range o.Args {
		args[i] = a.value()
	}
	r, err := db.Stream(context.Background(), o.SQL, args...)
	if err != nil {
		return w.Say(frame.Failed, failureOf(err))
	}
	defer r.Release()
	if err := send(r, w, most); err != nil {
		w.ring.Drop()
		return w.Say(frame.Failed, failureOf(err))
	}
	if err := w.ring.Flush(); err != nil {
		return err
	}
	return w.Say(frame.Done, nil)
}

// send writes the Arrow stream of an answer. An error in the middle of an answer leaves
// the stream without its end. The parent counts what comes; only here it is known that one
// batch alone is too large.
func send(r array.RecordReader, w *channel, most int64) error {
	stream, gathered := ipc.NewWriter(w, ipc.WithSchema(r.Schema())), batch.Gather(r, most)
	defer gathered.Release()
	for gathered.Next() {
		if err := fits(gathered.RecordBatch(), most); err != nil {
			return err
		}
		if err := stream.Write(gathered.RecordBatch()); err != nil {
			return err
		}
	}
	if err := gathered.Err(); err != nil {
		return err
	}
	return stream.Close()
}

// fits refuses a batch that has more bytes than an answer may have.
func fits(rows arrow.RecordBatch, most int64) error {
	size := batch.Size(rows)
	if size <= most {
		return nil
	}
	return fault.Newf(fault.Policy, "", "ask for fewer or shorter columns, such as left(x, 1000), or raise the limit",
		"%d rows of the answer have %d bytes, and an answer may have %d", rows.NumRows(), size, most)
}
