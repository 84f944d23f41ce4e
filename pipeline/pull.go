package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/source/inbox"
	"chartline/pipeline/store"
	"chartline/pipeline/store/ledger"
)

// PullRequest says what to pull.
type PullRequest struct {
	Sources []string  // by their names; all where none is named
	Again   bool      // also what was loaded before with the same content
	Since   time.Time // only files changed since then, and what servers hold since then; all where zero
	DryRun  bool      // load nothing, and say what would be loaded
	Retry   bool      // only inputs of which records are in quarantine
	Check   bool      // try the record edits on the store before it is published
}

// Pulled says what became of the records of a pull.
type Pulled struct {
	Inputs, Skipped int
	ledger.Tally    // the sum over all inputs and tables
}

// Found is how many inputs there were, in words.
func (p Pulled) Found() string {
	if p.Inputs == 1 {
		return "1 input"
	}
	return fmt.Sprintf("%d inputs", p.Inputs)
}

// loading is a pull that is under way.
type loading struct {
	*Program
	PullRequest
	store  *store.Store
	run    int64
	known  map[string]ledger.Known // by source
	hasher inbox.Hasher
	result Pulled

	// refuse, if set, takes the error of an input that cannot be read, and the pull goes on.
	refuse func(err error)
}

// waiting is an input that is to be loaded.
type waiting struct {
	pulled
	content inbox.Content
	info    ledger.Input
}

// Small inputs are loaded together, since what it takes to settle an input depends on the
// store more than on the input.
const (
	togetherBytes  = 16 << 20
	togetherInputs = 500
)

// load loads every input whose content was not loaded before.
func (l *loading) load(ctx context.Context, inputs []pulled) error {
	var bytes int64
	for _, in := range inputs {
		bytes += in.Bytes
	}
	l.Progress.Begin("pulling", bytes)
	defer l.Progress.End()
	var together []waiting
	var size int64
	for _, in := range inputs {
		w, wanted, err := l.consider(ctx, in)
		if err != nil {
			return err
		}
		if !wanted {
			l.Progress.Advance(in.Bytes)
			continue
		}
		if len(together) == togetherInputs || size+in.Bytes > togetherBytes || slices.ContainsFunc(together, w.isLike) {
			if err := l.loadTogether(ctx, together); err != nil {
				return err
			}
			together, size = nil, 0
		}
		together, size = append(together, w), size+in.Bytes
	}
	return l.loadTogether(ctx, together)
}

// isLike reports whether two inputs must not be loaded together: a server's answer stands
// alone, and of two files with the same content one is skipped.
func (w waiting) isLike(other waiting) bool {
	return w.Remote || other.Remote || w.Spec.Name == other.Spec.Name && w.info.SHA256 == other.info.SHA256
}

// consider finds out whether an input is to be loaded.
func (l *loading) consider(ctx context.Context, in pulled) (w waiting, wanted bool, err error) {
	known, err := l.knownOf(ctx, in.Spec.Name)
	if err != nil {
		return w, false, err
	}
	if l.Retry && !known.Quarantined(in.Place()) {
		return w, false, nil
	}
	content, loaded, err := l.identify(ctx, in, known)
	if err != nil {
		return w, false, err
	}
	l.result.Inputs++
	if !loaded.IsZero() && !l.Again {
		l.Progress.Line(fmt.Sprintf("%s: same content as loaded on %s, skipped", in.label(), loaded.Format("2006-01-02 15:04")))
		l.result.Skipped++
		return w, false, nil
	}
	if err := l.markOf(ctx, &in); err != nil {
		return w, false, err
	}
	return waiting{pulled: in, content: content, info: ledger.Input{
		RunID: l.run, Source: in.Spec.Name, Format: in.from.Name(), File: in.Place(),
		SHA256: content.SHA256, Bytes: in.Bytes, Modified: in.modified, Retried: l.Retry,
	}}, true, nil
}

// loadTogether loads inputs in one transaction. Where that fails each is loaded by
// itself, so that all before the one at fault are in the store.
func (l *loading) loadTogether(ctx context.Context, inputs []waiting) error {
	if len(inputs) > 1 {
		if err := l.transact(ctx, inputs); err == nil || fault.KindOf(err) == fault.Interrupted {
			return err
		}
	}
	for i := range inputs {
		one := inputs[i : i+1]
		err := l.transact(ctx, one)
		if fault.KindOf(err) == fault.Policy && !l.DryRun {
			return errors.Join(placed(err, one[0].Place()), l.store.Refuse(ctx, one[0].info))
		}
		if l.refuse != nil && fault.KindOf(err) == fault.Input {
			l.refuse(err)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// transact reads inputs and commits them, or leaves nothing of them. Where the memory that
// a load is given does not suffice, it is tried again with all that the store may have.
func (l *loading) transact(ctx context.Context, inputs []waiting) error {
	err := l.attempt(ctx, inputs)
	if l.store.Widen(err) {
		return l.attempt(ctx, inputs)
	}
	return err
}

func (l *loading) attempt(ctx context.Context, inputs []waiting) error {
	load, err := l.store.Begin(ctx, inputs[0].info)
	if err != nil {
		return err
	}
	defer load.Rollback()
	for i, in := range inputs {
		if i > 0 {
			err = load.Next(in.info)
		}
		if err == nil {
			err = in.read(ctx, load)
		}
		if err != nil {
			return err
		}
	}
	var tallies [][]ledger.Tally
	if l.DryRun {
		tallies, err = load.Weigh()
	} else {
		tallies, err = load.Commit(l.Config.Limits.MaxRejectShare)
	}
	if err != nil {
		return err
	}
	for i, in := range inputs {
		l.done(in, tallies[i])
	}
	return nil
}

// read reads an input. One that is not what was hashed, before or afterwards, is refused; that it
// changed says more than what reading it failed of.
func (w waiting) read(ctx context.Context, load source.Sink) error {
	if err := w.content.Unchanged(); err != nil {
		return err
	}
	err := w.from.Read(ctx, w.Input, load)
	if fault.KindOf(err) == fault.Interrupted {
		return err
	}
	return cmp.Or(w.content.Unchanged(), err)
}

// done says what became of an input.
func (l *loading) done(in waiting, tallies []ledger.Tally) {
	for _, t := range tallies {
		l.Progress.Line(in.label() + ": " + describe(t))
	}
	l.result.add(tallies)
	l.known[in.Spec.Name].Learn(in.info.SHA256, l.Now())
	l.Progress.Advance(in.Bytes)
}

// knownOf is what the ledger knows of a source, read once in a pull.
func (l *loading) knownOf(ctx context.Context, source string) (ledger.Known, error) {
	if k, ok := l.known[source]; ok {
		return k, nil
	}
	k, err := l.store.Known(ctx, source)
	l.known[source] = k
	return k, err
}

// markOf tells an input that is no file from where to read.
func (l *loading) markOf(ctx context.Context, in *pulled) (err error) {
	switch {
	case !in.Remote, l.Again:
	case !l.Since.IsZero():
		in.Mark = l.Since.UTC().Format(time.RFC3339)
	default:
		in.Mark, err = l.store.Mark(ctx, in.Spec.Name, in.Path)
	}
	return err
}

// label names an input on a line of progress.
func (in pulled) label() string { return in.Place()[strings.LastIndexByte(in.Place(), '/')+1:] }

// placed puts the file before the place of an error.
func placed(err error, file string) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return fault.Wrap(f.Kind, err, file+": "+f.Where, f.What, f.Fix)
	}
	return err
}

// describe is a tally in words; what is zero is left out.
func describe(t ledger.Tally) string {
	words := []string{fmt.Sprintf("%s %d read, %d loaded", t.Table, t.Read, t.Loaded)}
	for _, part := range []struct {
		n    int64
		word string
	}{{t.Duplicate, "duplicate"}, {t.Superseded, "superseded"}, {t.Quarantined, "quarantined"}} {
		if part.n > 0 {
			words = append(words, fmt.Sprintf("%d %s", part.n, part.word))
		}
	}
	text := strings.Join(words, ", ")
	if t.Quarantined > 0 {
		text += " (" + strings.Join(t.ReasonWords(), ", ") + ")"
	}
	return text
}

func (p *Pulled) add(tallies []ledger.Tally) {
	for _, t := range tallies {
		p.Read += t.Read
		p.Loaded += t.Loaded
		p.Duplicate += t.Duplicate
		p.Superseded += t.Superseded
		p.Quarantined += t.Quarantined
	}
}
