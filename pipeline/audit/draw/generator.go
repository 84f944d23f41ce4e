// Package draw selects the units of an audit from a frame, so that whoever has the frame,
// the seed and this page draws the same ones on any machine and in any language (SMP-02):
//
//   - Generator: SplitMix64. The state is the seed. Each number adds 0x9E3779B97F4A7C15 to
//     the state; z is the state; z ^= z >> 30; z *= 0xBF58476D1CE4E5B9; z ^= z >> 27;
//     z *= 0x94D049BB133111EB; z ^= z >> 31. All of it modulo 2^64.
//   - A whole number from 0 to n-1: numbers below 2^64 mod n are passed over, so that none
//     is more likely than another; the next one is taken modulo n.
//   - The frame is in the order of the account numbers, byte by byte, its units being
//     numbered from 1.
//   - The strata are drawn one after the other, in the order of their names byte by byte,
//     from one generator. The units of a stratum are in the order of the frame, at places 0
//     to N-1. For i = 0, 1, 2, … the unit at place i changes places with the one at i + a
//     number from 0 to N-i-1. The first n are the sample and those after them the spares,
//     each in the order in which they were drawn.
//   - Of a targeted draw all N places are shuffled, and then put in the order of their risk,
//     the greatest first, without changing the order of those with the same risk.
package draw

// Name is that of the generator and of the way in which it is used; it is stored with
// every draw and changes when either does.
const Name = "SplitMix64, Fisher-Yates, version 1"

// Generator gives the same numbers for the same seed everywhere. It is not for secrets.
type Generator struct{ state uint64 }

// NewGenerator starts a generator.
func NewGenerator(seed uint64) *Generator { return &Generator{seed} }

// Next is the next number of 64 bits (Steele, Lea and Flood 2014).
func (g *Generator) Next() uint64 {
	g.state += 0x9E3779B97F4A7C15
	z := g.state
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// Below gives a whole number from 0 to n-1, each as likely as the others; n is at least 1.
func (g *Generator) Below(n int) int {
	m := uint64(n)
	uneven := -m % m // 2^64 mod n
	for {
		if x := g.Next(); x >= uneven {
			return int(x % m)
		}
	}
}
