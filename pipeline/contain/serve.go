package contain

import (
	"context"
	"encoding/gob"
	"errors"
	"io"
	"os"

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
	db, err := shutIn(s, w)
	if err != nil {
		return w.say(frameFailed, failureOf(err))
	}
	for o := range listen(orders, s.Options.TempDir) {
		if err := allowTime(s.Limits.CPU); err != nil {
			return err
		}
		if err := reply(db, o, w); err != nil {
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
func reply(db *duckdb.DB, o order, w *frameWriter) error {
	args := make([]any, len(o.Args))
	for i, a := range o.Args {
		args[i] = a.value()
	}
	r, err := db.Query(context.Background(), o.SQL, args...)
	if err != nil {
		return w.say(frameFailed, failureOf(err))
	}
	defer r.Release()
	if err := send(r, w); err != nil {
		return w.say(frameFailed, failureOf(err))
	}
	return w.say(frameDone, nil)
}

// send writes the Arrow stream of an answer. An error in the middle of an answer leaves
// the stream without its end.
func send(r array.RecordReader, w *frameWriter) error {
	stream := ipc.NewWriter(w, ipc.WithSchema(r.Schema()))
	for r.Next() {
		if err := stream.Write(r.RecordBatch()); err != nil {
			return err
		}
	}
	if err := r.Err(); err != nil {
		return err
	}
	return stream.Close()
}
