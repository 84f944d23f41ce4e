package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"chartline/pipeline/config"
	"chartline/pipeline/fault"
	"chartline/pipeline/source"
	"chartline/pipeline/store"
)

// Pulled says what became of the records of a pull.
type Pulled struct {
	Inputs, Skipped int
	store.Tally     // the sum over all inputs and tables
}

// pulled is one input with where it comes from.
type pulled struct {
	source.Input
	from   source.Source
	source config.Source
	bytes  int64
}

// inputs lists what the named sources hold, all sources where none is named.
func (p *Program) inputs(names []string) ([]pulled, error) {
	if len(names) == 0 {
		for _, s := range p.Config.Sources {
			names = append(names, s.Name)
		}
	}
	if len(names) == 0 {
		return nil, fault.New(fault.Config, "chartline.yaml", "no sources to pull", "list them under sources:")
	}
	var all []pulled
	for _, name := range names {
		conf, ok := p.Config.Source(name)
		if !ok {
			return nil, fault.Newf(fault.Usage, "", "chartline.yaml lists them under sources:", "no source %q", name)
		}
		found, err := p.inputsOf(conf)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

func (p *Program) inputsOf(conf config.Source) ([]pulled, error) {
	from, err := p.source(conf.Format)
	if err != nil {
		return nil, err
	}
	inputs, err := from.Inputs(source.Spec{
		Name: conf.Name, Path: conf.Path, Table: conf.Table, Timezone: conf.Timezone, Columns: conf.Columns,
	})
	if err != nil {
		return nil, err
	}
	all := make([]pulled, len(inputs))
	for i, in := range inputs {
		info, err := os.Stat(in.Path)
		if err != nil {
			return nil, fault.Wrap(fault.Input, err, in.Path, "cannot be read", "check the path and who may read it")
		}
		all[i] = pulled{Input: in, from: from, source: conf, bytes: info.Size()}
	}
	return all, nil
}

func (p *Program) source(format string) (source.Source, error) {
	var known []string
	for _, s := range p.Sources {
		if s.Name() == format {
			return s, nil
		}
		known = append(known, s.Name())
	}
	return nil, fault.Newf(fault.Config, "chartline.yaml", "use one of "+strings.Join(known, ", "), "no source format %q", format)
}

// load loads every input in turn.
func (p *Program) load(ctx context.Context, s *store.Store, run int64, inputs []pulled, again bool) (result Pulled, err error) {
	var bytes int64
	for _, in := range inputs {
		bytes += in.bytes
	}
	p.Progress.Begin("pulling", bytes)
	defer p.Progress.End()
	for _, in := range inputs {
		tallies, skipped, err := p.loadOne(ctx, s, run, in, again)
		if err != nil {
			return result, err
		}
		result.add(tallies, skipped)
		p.Progress.Advance(in.bytes)
	}
	return result, nil
}

// loadOne loads an input whose content was not loaded before.
func (p *Program) loadOne(ctx context.Context, s *store.Store, run int64, in pulled, again bool) (tallies []store.Tally, skipped bool, err error) {
	hash, err := hashFile(ctx, in.Path)
	if err != nil {
		return nil, false, err
	}
	name := filepath.Base(in.Path)
	seen, known, err := s.Seen(ctx, in.source.Name, hash)
	if err != nil {
		return nil, false, err
	}
	if known && !again {
		p.Progress.Line(fmt.Sprintf("%s: same content as loaded on %s, skipped", name, seen.Format("2006-01-02 15:04")))
		return nil, true, nil
	}
	info := store.InputInfo{RunID: run, Source: in.source.Name, Format: in.from.Name(), File: in.Path, SHA256: hash, Bytes: in.bytes}
	tallies, err = p.transact(ctx, s, in, info)
	if fault.KindOf(err) == fault.Policy {
		return nil, false, errors.Join(placed(err, in.Path), s.Refuse(ctx, info))
	}
	if err != nil {
		return nil, false, err
	}
	for _, t := range tallies {
		p.Progress.Line(name + ": " + describe(t))
	}
	return tallies, false, nil
}

// transact reads an input and commits it, or leaves nothing of it.
func (p *Program) transact(ctx context.Context, s *store.Store, in pulled, info store.InputInfo) ([]store.Tally, error) {
	load, err := s.Begin(ctx, info)
	if err != nil {
		return nil, err
	}
	if err := in.from.Read(ctx, in.Input, load); err != nil {
		load.Rollback()
		return nil, err
	}
	return load.Commit(p.Config.Limits.MaxRejectShare)
}

// placed puts the file before the place of an error.
func placed(err error, file string) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return fault.Wrap(f.Kind, err, file+": "+f.Where, f.What, f.Fix)
	}
	return err
}

// describe is a tally in words; what is zero is left out.
func describe(t store.Tally) string {
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

func (r *Pulled) add(tallies []store.Tally, skipped bool) {
	r.Inputs++
	if skipped {
		r.Skipped++
	}
	for _, t := range tallies {
		r.Read += t.Read
		r.Loaded += t.Loaded
		r.Duplicate += t.Duplicate
		r.Superseded += t.Superseded
		r.Quarantined += t.Quarantined
	}
}

// hashFile is the SHA-256 of a file, in hex.
func hashFile(ctx context.Context, path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fault.Wrap(fault.Input, err, path, "cannot be read", "check who may read the file")
	}
	defer f.Close()
	h := sha256.New()
	buf := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return "", fault.Wrap(fault.Interrupted, err, path, "stopped", "")
		}
		n, err := f.Read(buf)
		h.Write(buf[:n])
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return "", fault.Wrap(fault.Input, err, path, "cannot be read", "check the disk")
		}
	}
}
