package segment

import (
	"math/big"
	"strconv"
	"strings"
)

// Decimals of an amount of money, and of a number of units or a weight, as the canonical
// columns have them, and the most that these hold.
const (
	MoneyDecimals, mostMoney = 2, 99_999_999_999_999
	UnitDecimals, mostUnits  = 4, 999_999_999
)

// Decimal reads a number with so many decimals, rounded half away from zero: 12.5 with
// two is 1250. It is not ok where the text is no number, or one too large for its column.
func Decimal(text string, decimals int) (n int64, ok bool) {
	digits := strings.TrimLeft(text, "+-")
	if len(text)-len(digits) > 1 || digits == "" || digits == "." {
		return 0, false
	}
	whole, part, _ := strings.Cut(digits, ".")
	if strings.Trim(whole, "0123456789") != "" || strings.Trim(part, "0123456789") != "" {
		return 0, false
	}
	up := int64(0)
	if len(part) > decimals {
		if part[decimals] >= '5' {
			up = 1
		}
		part = part[:decimals]
	}
	most := int64(mostMoney)
	if decimals == UnitDecimals {
		most = mostUnits
	}
	all := strings.TrimLeft(whole+part+strings.Repeat("0", decimals-len(part)), "0")
	if len(all) > 18 { // an int64 holds any 18 digits
		return 0, false
	}
	if all != "" {
		n, _ = strconv.ParseInt(all, 10, 64)
	}
	if n += up; n > most {
		return 0, false
	}
	if text[0] == '-' {
		n = -n
	}
	return n, true
}

// Sums are what a line of charges adds to its account, below zero for a credit. An empty
// column has none.
type Sums struct {
	Units, Amount       int64 // with UnitDecimals and MoneyDecimals
	HasUnits, HasAmount bool
	UnitsWrong          bool // no number
	AmountWrong         bool
}

// Sums are the units and the amount of a line: FT1-11, or the price of a unit in FT1-12
// times the units.
func (c Charge) Sums() (s Sums) {
	const one = 10_000
	s.Units = one
	if s.HasUnits = c.Quantity != ""; s.HasUnits {
		n, ok := Decimal(c.Quantity, UnitDecimals)
		s.Units, s.UnitsWrong = n, !ok
	}
	text := c.Amount
	if text == "" {
		text = c.Price
	}
	if s.HasAmount = text != ""; s.HasAmount {
		n, ok := Decimal(text, MoneyDecimals)
		s.Amount, s.AmountWrong = n, !ok
		if c.Amount == "" {
			product := new(big.Int).Mul(big.NewInt(n), big.NewInt(s.Units))
			s.Amount, ok = rounded(product, one)
			s.AmountWrong = s.AmountWrong || !ok
		}
	}
	if c.IsCredit() {
		s.Units, s.Amount = -abs(s.Units), -abs(s.Amount)
	}
	return s
}

// rounded divides and rounds half away from zero.
func rounded(n *big.Int, by int64) (int64, bool) {
	half := big.NewInt(by / 2)
	if n.Sign() < 0 {
		half.Neg(half)
	}
	n.Quo(n.Add(n, half), big.NewInt(by))
	return n.Int64(), n.CmpAbs(big.NewInt(mostMoney)) <= 0
}

func abs(n int64) int64 { return max(n, -n) }
