package pen

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot/vg"
)

// Spread moves blocks of given heights up and down, as little as it can, so that no two
// overlap, and keeps them between lo and hi as far as they fit. It takes and returns
// the heights of their middles.
func Spread(middles, heights []vg.Length, lo, hi vg.Length) []vg.Length {
	order := make([]int, len(middles))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(middles[a], middles[b]) })
	var stacks []stack
	for _, i := range order {
		next := stack{members: []int{i}, height: heights[i], pull: middles[i] - heights[i]/2, lo: lo, hi: hi}
		for len(stacks) > 0 && stacks[len(stacks)-1].foot()+stacks[len(stacks)-1].height > next.foot() {
			next = stacks[len(stacks)-1].join(next)
			stacks = stacks[:len(stacks)-1]
		}
		stacks = append(stacks, next)
	}
	out := make([]vg.Length, len(middles))
	for _, s := range stacks {
		at := s.foot()
		for _, i := range s.members {
			out[i] = at + heights[i]/2
			at += heights[i]
		}
	}
	return out
}

// stack is a run of blocks that touch. Its foot is the mean of where its members would
// have it, which makes the sum of the squared moves least.
type stack struct {
	members []int
	height  vg.Length // of all members
	pull    vg.Length // sum over the members of the foot that each would have
	lo, hi  vg.Length
}

func (s stack) foot() vg.Length {
	return max(min(s.pull/vg.Length(len(s.members)), s.hi-s.height), s.lo)
}

// join puts a stack on top of this one.
func (s stack) join(top stack) stack {
	s.pull += top.pull - vg.Length(len(top.members))*s.height
	s.members = append(slices.Clone(s.members), top.members...)
	s.height += top.height
	return s
}
