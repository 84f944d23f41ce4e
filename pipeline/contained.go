package pipeline

import (
	"context"

	"chartline/pipeline/contain"
	"chartline/pipeline/engine/duckdb"
)

// OpenContained opens the published store for statements that nobody has read before, each
// held to limits in a process of its own.
func (p *Program) OpenContained(ctx context.Context, limits contain.Limits) (*contain.Engine, error) {
	d, err := p.dataset(ctx)
	if err != nil {
		return nil, err
	}
	key, err := p.key()
	if err != nil {
		return nil, err
	}
	opts := duckdb.Options{MemoryLimit: p.Config.Store.Memory, Key: key, Crypto: p.Config.Store.Httpfs}
	return contain.Open(ctx, d.path, opts, limits)
}
