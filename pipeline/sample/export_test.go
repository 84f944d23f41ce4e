package sample

// WithDraws gives options with other draws than those chosen.
func WithDraws(o Options, draws uint64) Options {
	o.draws = draws
	return o
}
