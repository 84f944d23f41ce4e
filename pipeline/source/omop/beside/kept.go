package beside

import "sync"

// Kept is what was read last, until its state is another.
type Kept[T any] struct {
	mu    sync.Mutex
	state string
	value T
}

// Get gives what is kept, or reads it.
func (k *Kept[T]) Get(state string, read func() (T, error)) (value T, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.state == state {
		return k.value, nil
	}
	if value, err = read(); err == nil {
		k.state, k.value = state, value
	}
	return value, err
}
