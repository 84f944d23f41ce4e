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
	orders, w := gob.NewDecoder(in), newFrameWriter(out)
	var s setup
	if err := orders.Decode(&s); err != nil {
		return fault.Wrap(fault.Usage, err, Command, "is started by chartline itself", "use chartline sql")
	}
	if s.Ring {
		var err error
		if w.ring, err = inheritRing(w); err != nil {
			return w.say(frameFailed, failureOf(err))
		}
	}
	db, err := shutIn(s, w)
	if err != nil {
		return w.say(frameFailed, failureOf(err))
	}
	for o := range listen(orders, s.Options.TempDir) {
		if err := allowTime(s.Limits.CPU); err != nil {
			return err
		}
		if err := reply(db, o, w, s.Limits.Bytes); err != nil {
			return err
		}
	}
	return nil
}

// shutIn opens the store, shuts the doors of the process and says hello.
func shutIn(s setup, w *frameWriter) (*duckdb.DB, error) {
	db, err := duckdb.Open(s.Path, s.Options)
	if err != nil {
		return nil, renamed(err, s)
	}
	memory, err := memoryLimit(db)
	if err != nil {
		return nil, err
	}
	weak, err := confine(s.Options.TempDir, memory, s.Limits)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "", "the process of a query cannot be confined", "")
	}
	watchTime()
	return db, w.say(frameHello, hello{Version: db.String(), Weak: weak})
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
func reply(db *duckdb.DB, o order, w *frameWriter, most int64) error {
	args := make([]any, len(o.Args))
	for i, a := range o.Args {
		args[i] = a.value()
	}
	r, err := db.Query(context.Background(), o.SQL, args...)
	if err != nil {
		return w.say(frameFailed, failureOf(err))
	}
	defer r.Release()
	if err := send(r, w, most); err != nil {
		w.ring.drop()
		return w.say(frameFailed, failureOf(err))
	}
	if err := w.ring.flush(); err != nil {
		return err
	}
	return w.say(frameDone, nil)
}

// send writes the Arrow stream of an answer. An error in the middle of an answer leaves
// the stream without its end. The parent counts what comes; only here it is known that one
// batch alone is too large.
func send(r array.RecordReader, w *frameWriter, most int64) error {
	stream := ipc.NewWriter(w, ipc.WithSchema(r.Schema()))
	for r.Next() {
		if err := fits(r.RecordBatch(), most); err != nil {
			return err
		}
		if err := stream.Write(r.RecordBatch()); err != nil {
			return err
		}
	}
	if err := r.Err(); err != nil {
		return err
	}
	return stream.Close()
}

// fits refuses a batch that has more bytes than an answer may have.
func fits(batch arrow.RecordBatch, most int64) error {
	var size int64
	for _, column := range batch.Columns() {
		size += int64(column.Data().SizeInBytes())
	}
	if size <= most {
		return nil
	}
	return fault.Newf(fault.Policy, "", "ask for fewer or shorter columns, such as left(x, 1000), or raise the limit",
		"%d rows of the answer have %d bytes, and an answer may have %d", batch.NumRows(), size, most)
}
