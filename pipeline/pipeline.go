package pipeline

import (
	"context"
	"errors"
	"time"

	"chartline/pipeline/config"
	"chartline/pipeline/config/secret"
	"chartline/pipeline/engine"
	"chartline/pipeline/engine/duckdb"
	"chartline/pipeline/fault"
	"chartline/pipeline/keys"
	"chartline/pipeline/language"
	"chartline/pipeline/query"
	"chartline/pipeline/report"
	"chartline/pipeline/source"
	"chartline/pipeline/store"
	"chartline/pipeline/store/ledger"
	"chartline/pipeline/theme"
)

// Program is what every stage needs: the configuration, and the lists of what is
// built in.
type Program struct {
	Config   *config.Config
	Sources  []source.Source
	Queries  *query.Library
	Reports  *report.Library
	Wording  *language.Library
	Theme    *theme.Theme // nil: the built-in one
	Version  string
	Now      func() time.Time
	Progress Progress
}

// Progress tells a person what is going on. It never holds a value of a record.
type Progress interface {
	// Begin announces a stage of total units; 0 where they cannot be counted.
	Begin(stage string, total int64)
	// Advance says how many units more are done.
	Advance(n int64)
	// Line is one thing that was done.
	Line(text string)
	// End closes the stage.
	End()
}

// Pull loads what sources hold and publishes the store. Inputs that were loaded before
// are skipped. Each input is loaded whole or not at all; after an error the inputs before
// it stay loaded, and readers keep what was published last.
func (p *Program) Pull(ctx context.Context, req PullRequest) (result Pulled, err error) {
	inputs, err := p.inputs(req)
	if err != nil {
		return Pulled{}, err
	}
	s, err := p.openStore(ctx)
	if err != nil {
		return Pulled{}, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	l := &loading{Program: p, PullRequest: req, store: s, known: map[string]ledger.Known{}}
	if req.DryRun {
		err := l.load(ctx, inputs)
		return l.result, err
	}
	if l.run, err = s.StartRun(ctx); err != nil {
		return Pulled{}, err
	}
	err = l.load(ctx, inputs)
	if err == nil && req.Check {
		_, err = p.checkStore(ctx, s, l.run)
	}
	status := "done"
	if err != nil {
		status = "failed"
	}
	// The run ends in the ledger even where it was interrupted.
	err = errors.Join(err, s.EndRun(context.WithoutCancel(ctx), l.run, status))
	if err != nil {
		return l.result, err
	}
	_, err = s.Publish(ctx, l.run)
	return l.result, err
}

// Open opens the published store, or a limited data set, for questions, read-only.
func (p *Program) Open() (engine.Engine, error) {
	d, err := p.dataset(context.Background())
	if err != nil {
		return nil, err
	}
	if err := d.answers(); err != nil {
		return nil, err
	}
	key, err := p.key()
	if err != nil {
		return nil, err
	}
	db, err := duckdb.Open(d.path, duckdb.Options{MemoryLimit: p.Config.Store.Memory, Key: key, Crypto: p.Config.Store.Httpfs})
	if err != nil {
		return nil, err
	}
	if err := p.checkSchema(context.Background(), db, d.path); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openStore opens the store for writing.
func (p *Program) openStore(ctx context.Context) (*store.Store, error) {
	if err := p.refuseExtract(ctx); err != nil {
		return nil, err
	}
	key, err := p.key()
	if err != nil {
		return nil, err
	}
	return store.Open(ctx, p.Config.Store.Path, store.Options{
		Memory: p.Config.Store.Memory, Key: key, Crypto: p.Config.Store.Httpfs, Version: p.Version, Now: p.Now,
	})
}

// shortestKey is the fewest characters of a key; a passphrase of six words has more.
const shortestKey = 16

// key is the key of the store, empty for a plain one. Whoever opens the store asks for it: so
// a rotation that was killed is ended here.
func (p *Program) key() (string, error) {
	if err := keys.Finish(p.Config.Store.Path); err != nil {
		return "", err
	}
	if p.Config.Store.Key == "" {
		return "", nil
	}
	return resolveKey(p.Config.Where("store.key"), p.Config.Store.Key)
}

// resolveKey looks a key of a store up.
func resolveKey(where, reference string) (string, error) {
	key, err := secret.Resolve(where, reference)
	if err == nil && len(key) < shortestKey {
		err = fault.Newf(fault.Config, where, "choose a longer one", "the key has fewer than %d characters", shortestKey)
	}
	return key, err
}

// RotateKey gives the store the key of another reference; the configuration names it
// afterwards.
func (p *Program) RotateKey(ctx context.Context, reference string) (keys.Result, error) {
	if err := p.refuseExtract(ctx); err != nil {
		return keys.Result{}, err
	}
	from, err := p.key()
	if err != nil {
		return keys.Result{}, err
	}
	to, err := resolveKey("--to", reference)
	if err != nil {
		return keys.Result{}, err
	}
	if from == to {
		return keys.Result{}, fault.New(fault.Usage, "--to", "the new key is the one that store.key names", "make another one: chartline key make FILE")
	}
	return keys.Rotate(ctx, keys.Request{
		Store: p.Config.Store.Path, From: from, To: to, Crypto: p.Config.Store.Httpfs, Memory: p.Config.Store.Memory,
	})
}
