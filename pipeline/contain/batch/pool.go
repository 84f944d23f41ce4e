package batch

import (
	"sync"

	"github.com/apache/arrow-go/v18/arrow/memory"
)

// Pool gives the memory of a batch to a later one of the same answer, when everybody has
// released it. New memory for each batch costs more than copying the batch into it: the
// system clears each page, and the collector looks for it.
type Pool struct {
	memory.GoAllocator
	mu   sync.Mutex
	free [][]byte
}

// What is smaller than a page or two is not worth keeping, and what is very large is not
// kept: an answer of one enormous batch must not hold its memory.
const (
	leastKept = 16 << 10
	mostKept  = 16 << 20
	batches   = 4 // kept at most
)

// Allocate implements memory.Allocator. New memory has some room to spare, since the next
// batch may be a little longer.
func (p *Pool) Allocate(size int) []byte {
	if size < leastKept || size > mostKept {
		return p.GoAllocator.Allocate(size)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, b := range p.free {
		if cap(b) >= size {
			last := len(p.free) - 1
			p.free[i] = p.free[last]
			p.free = p.free[:last]
			return b[:size]
		}
	}
	return p.GoAllocator.Allocate(size + size/8)[:size]
}

// Free implements memory.Allocator.
func (p *Pool) Free(b []byte) {
	if cap(b) < leastKept || cap(b) > mostKept+mostKept/8 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.free) < batches {
		p.free = append(p.free, b[:0])
	}
}
