package database

// scaled reads digits with or without a point as a number of so many decimal places,
// rounded half away from zero as the store rounds, or says that it is none, or has
// more digits than the precision allows.
func scaled(text []byte, precision, scale int) (n int64, ok bool) {
	negative := false
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		negative, text = text[0] == '-', text[1:]
	}
	limit := int64(1)
	for range precision {
		limit *= 10
	}
	places := -1 // after the point; -1 before it
	up, digits := false, false
	for _, b := range text {
		switch {
		case b == '.' && places < 0:
			places = 0
			continue
		case b < '0' || b > '9':
			return 0, false
		}
		digits = true
		if places >= 0 {
			places++
		}
		if places > scale {
			up = up || places == scale+1 && b >= '5'
			continue
		}
		if n = n*10 + int64(b-'0'); n >= limit {
			return 0, false
		}
	}
	for range scale - max(places, 0) {
		n *= 10
	}
	if up {
		n++
	}
	if n >= limit || !digits {
		return 0, false
	}
	if negative {
		n = -n
	}
	return n, true
}
