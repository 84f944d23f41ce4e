// Package chance is the generator's source of randomness. Every encounter has streams
// of its own, seeded from the run's seed and the encounter's number, so that any one
// of them can be made without the others. All draws are whole numbers: floating-point
// arithmetic may differ between machines, and the output must not.
package chance

import (
	"math/bits"
	"math/rand/v2"
)

// Stream is a sequence of draws. Seed it before use.
type Stream struct{ pcg rand.PCG }

// Seed starts the sequence that belongs to a purpose and an index under a run's seed.
func (s *Stream) Seed(seed, purpose, index uint64) {
	s.pcg.Seed(Hash(seed, purpose, index), Hash(seed, ^purpose, index))
}

// Below draws a whole number from 0 to n-1; n must be positive. Its bias is below
// n in 2^64.
func (s *Stream) Below(n int64) int64 {
	high, _ := bits.Mul64(s.pcg.Uint64(), uint64(n))
	return int64(high)
}

// Between draws a whole number from low to high, both included.
func (s *Stream) Between(low, high int64) int64 { return low + s.Below(high-low+1) }

// PerMille is true with a probability of p in 1,000.
func (s *Stream) PerMille(p int64) bool { return s.Below(1000) < p }

// PerMillion is true with a probability of p in 1,000,000.
func (s *Stream) PerMillion(p int64) bool { return s.Below(1_000_000) < p }

// Around draws from a right-skewed distribution with the given median.
func (s *Stream) Around(median int64, shape *Shape) int64 {
	const fine = 1 << 20
	u := s.Below(int64(len(shape)-1) * fine)
	knot, rest := u/fine, u%fine
	low, high := shape[knot], shape[knot+1]
	return median * (low*fine + (high-low)*rest) / (1000 * fine)
}

// Hash mixes a seed, a purpose and an index into 64 bits (the finalizer of
// SplitMix64, Steele, Lea and Flood 2014, applied once for each).
func Hash(seed, purpose, index uint64) uint64 {
	return mix(mix(mix(seed)+purpose) + index)
}

func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}
