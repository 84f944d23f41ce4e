package web

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Clock is the time, and waiting for it.
type Clock struct {
	Now   func() time.Time
	Sleep func(ctx context.Context, d time.Duration) error // ends early with the context's error
}

// System is the clock of the machine.
var System = Clock{Now: time.Now, Sleep: sleep}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ErrOver is the cause of an error that ends a wait because patience is over.
var ErrOver = errors.New("patience is over")

// Patience bounds how long a run waits altogether: between polls, and before what failed
// is tried again. What a transfer takes is no waiting.
type Patience struct {
	clock Clock
	total time.Duration
	mu    sync.Mutex
	left  time.Duration
}

// NewPatience makes a patience that lasts for total.
func NewPatience(total time.Duration, clock Clock) *Patience {
	return &Patience{clock: clock, total: total, left: total}
}

// wait waits, or ends at once where the wait is longer than what is left of patience.
func (p *Patience) wait(ctx context.Context, d time.Duration) error {
	p.mu.Lock()
	if d > p.left {
		p.mu.Unlock()
		return ErrOver
	}
	p.left -= d
	p.mu.Unlock()
	return p.clock.Sleep(ctx, d)
}
