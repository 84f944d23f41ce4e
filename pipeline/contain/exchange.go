package contain

import (
	"encoding/gob"
	"errors"
	"io"

	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/fault"
)

// To a child go gob values: one setup, then an order for each statement. The key of the
// store is among them and stands nowhere else: no other process can read a pipe.

// setup is what a child opens, and its limits.
type setup struct {
	Name    string // the store as messages call it
	Path    string // and where it is
	Options duckdb.Options
	Limits  Limits
	Ring    bool // it has inherited one
}

// order is one statement with its arguments.
type order struct {
	SQL  string
	Args []argument
}

// argument is one value that is bound; exactly one field means something. (gob sends no
// pointers to zero values, so that the type stands beside them.)
type argument struct {
	Type byte // 't', 'i' or 'b'
	Text string
	Int  int64
	Bool bool
}

// arguments packs the values that engine.Engine allows.
func arguments(args []any) ([]argument, error) {
	out := make([]argument, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case string:
			out[i] = argument{Type: 't', Text: v}
		case int64:
			out[i] = argument{Type: 'i', Int: v}
		case bool:
			out[i] = argument{Type: 'b', Bool: v}
		default:
			return nil, fault.Newf(fault.Internal, "contain", "", "argument of type %T", a)
		}
	}
	return out, nil
}

// value unpacks an argument.
func (a argument) value() any {
	switch a.Type {
	case 'i':
		return a.Int
	case 'b':
		return a.Bool
	}
	return a.Text
}

// orders writes to a child.
type orders struct {
	*gob.Encoder
	io.Closer
}

func newOrders(w io.WriteCloser) orders { return orders{gob.NewEncoder(w), w} }

// From a child come frames. Two of them hold a value.

// hello is the first word of a child.
type hello struct {
	Version string // of the engine
	Weak    string // what does not hold it, in words
}

// failure is a fault.Error without its cause: why there is no answer, or no more of it.
type failure struct {
	Kind             fault.Kind
	Where, What, Fix string
	At               fault.Place
}

func failureOf(err error) failure {
	var f *fault.Error
	if !errors.As(err, &f) {
		return failure{Kind: fault.Internal, Where: "contain", What: "failed inside"}
	}
	return failure{f.Kind, f.Where, f.What, f.Fix, f.At}
}

func (f failure) fault() error {
	return &fault.Error{Kind: f.Kind, Where: f.Where, What: f.What, Fix: f.Fix, At: f.At}
}
