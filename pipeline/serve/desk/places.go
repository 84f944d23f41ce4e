package desk

import (
	"context"
	"sync"
	"time"

	"chartline/pipeline/fault"
)

// places are those at which statements run.
type places struct {
	limits Limits
	all    chan struct{}

	mu   sync.Mutex
	each map[string]int64 // by person
}

func newPlaces(l Limits) places {
	return places{limits: l, all: make(chan struct{}, l.AtOnce), each: map[string]int64{}}
}

// take gives a person a place, and what gives it back. Who has their share is refused at
// once; others wait for a while.
func (p *places) take(ctx context.Context, person string) (leave func(), err error) {
	if !p.enter(person) {
		return nil, fault.Newf(fault.Policy, "", "wait for one to end", "%d statements of yours run already", p.limits.Each)
	}
	patience := time.NewTimer(p.limits.Wait)
	defer patience.Stop()
	select {
	case p.all <- struct{}{}:
		return sync.OnceFunc(func() { <-p.all; p.exit(person) }), nil
	case <-patience.C:
		err = fault.New(fault.Unavailable, "", "the server has as many statements as it runs at once", "try again")
	case <-ctx.Done():
		err = fault.Wrap(fault.Interrupted, ctx.Err(), "", "interrupted", "")
	}
	p.exit(person)
	return nil, err
}

func (p *places) enter(person string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.each[person] >= p.limits.Each {
		return false
	}
	p.each[person]++
	return true
}

func (p *places) exit(person string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.each[person]--; p.each[person] == 0 {
		delete(p.each, person)
	}
}

// limiter lets one thing happen a second.
type limiter struct {
	mu   sync.Mutex
	last time.Time
}

func (l *limiter) allow(now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.last) < time.Second {
		return false
	}
	l.last = now
	return true
}
