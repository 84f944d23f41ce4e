package privacy

// Small reports whether a count is too small to be shown: 1 to minCell-1 (SUP-01). It
// is also the rule for the records behind a mean or a percentile (SUP-05).
func Small(count, minCell int64) bool { return count >= 1 && count < minCell }

// WithholdShare reports whether a share of k in n must be withheld with its numerator,
// interval and mark, since it gives away k, n and n-k (SUP-03). It withholds what is no
// share at all.
func WithholdShare(k, n, minCell int64) bool {
	if k < 0 || n < k {
		return true
	}
	return Small(k, minCell) || Small(n, minCell) || Small(n-k, minCell)
}
