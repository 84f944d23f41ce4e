package forecast

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"chartline/pipeline/metric"
)

// coding is the hazard of being coded on a day: by age, by kind of day, and by what all
// accounts of a day share, which wanders from day to day (a coder is ill, a system is slow).
type coding struct {
	model
	certain        bool      // nothing was ever coded, or all at once: there is nothing to fit
	widened        float64   // errors of coefficients, for variation beyond the binomial
	sd, memory     float64   // of what days share, and how much of it is left the next day
	state, unknown float64   // of the last day: its share and the variance of that
	level          float64   // error of the mean over the history, for what days share
	leaves         float64   // chance of a day to leave otherwise
	shared         []float64 // what each day of the history shared, as it shows, with noise
	reliable       float64   // part of the variance of that which is no noise
}

// bandEnds are the last ages of bands that have a hazard of their own.
var bandEnds = [...]int{0, 1, 2, 3, 4, 5, 6, 7, 10, 14, 21, 30}

const bands = len(bandEnds) + 1

func bandOf(age int) int {
	for b, end := range bandEnds {
		if age <= end {
			return b
		}
	}
	return bands - 1
}

func hazardRow(band, kind int) []float64 {
	row := make([]float64, 1+bands+kinds)
	row[0], row[1+band], row[1+bands+kind] = 1, 1, 1
	return row
}

// fitCoding fits the hazard of a series from a day on.
func fitCoding(d Department, s Series, from int) (coding, bool) {
	var waited, coded [bands][kinds]float64
	var open, left float64
	for day := from; day < len(s.Open); day++ {
		k := d.kind(day)
		for a, n := range s.Open[day] {
			waited[bandOf(a)][k] += float64(n)
			coded[bandOf(a)][k] += float64(s.Coded[day][a])
			open, left = open+float64(n), left+float64(s.left(day, a))
		}
	}
	var c coding
	if open == 0 {
		return c, false
	}
	c.leaves = left / open
	if ok := c.fitCells(waited, coded); !ok {
		return c, false
	}
	c.fitDays(d, s, from)
	return c, true
}

// fitCells fits ages and kinds of days to the counts of each pair.
func (c *coding) fitCells(waited, coded [bands][kinds]float64) bool {
	var rows, y, weight []float64
	var all, out float64
	for b := range bands {
		for k := range kinds {
			if waited[b][k] == 0 {
				continue
			}
			rows = append(rows, hazardRow(b, k)...)
			y, weight = append(y, coded[b][k]/waited[b][k]), append(weight, waited[b][k])
			all, out = all+waited[b][k], out+coded[b][k]
		}
	}
	if c.certain = out == 0 || out == all; c.certain {
		c.beta = make([]float64, 1+bands+kinds)
		c.beta[0] = math.Copysign(farthest, out-0.5)
		return true
	}
	share := out / all
	x := mat.NewDense(len(y), 1+bands+kinds, rows)
	fitted, ok := shares.fit(x, y, weight, math.Log(-math.Log1p(-share)), steady)
	if !ok {
		return false
	}
	c.model = fitted
	pearson := 0.0
	for i, v := range y {
		mu, _ := shares.mean(c.predictor(x.RawRowView(i)))
		pearson += weight[i] * (v - mu) * (v - mu) / math.Max(shares.variance(mu), 1e-12)
	}
	c.widened = math.Sqrt(math.Max(1, pearson/math.Max(1, float64(len(y)-bands-kinds+1))))
	return true
}

// fitDays estimates what the accounts of a day share, from how far the number coded lies from
// the expected one, on the scale of the linear predictor.
func (c *coding) fitDays(d Department, s Series, from int) {
	var y, noise []float64
	for day := from; day < len(s.Open); day++ {
		expected, variance, slope := c.expect(s.Open[day], d.kind(day))
		if slope < 1e-9 {
			y, noise = append(y, 0), append(noise, math.Inf(1))
			continue
		}
		y, noise = append(y, (float64(total(s.Coded[day]))-expected)/slope), append(noise, variance/(slope*slope))
	}
	var squares, products, weights, pairs float64
	for i, v := range y {
		w := 1 / (1 + noise[i]*10)
		if metric.Finite(noise[i]) {
			squares, weights = squares+w*(v*v-noise[i]), weights+w
		}
		if i > 0 && metric.Finite(noise[i]) && metric.Finite(noise[i-1]) {
			pair := w / (1 + noise[i-1]*10)
			products, pairs = products+pair*v*y[i-1], pairs+pair
		}
	}
	if weights > 0 && squares > 0 {
		c.sd = math.Min(1.5, math.Sqrt(squares/weights))
	}
	if pairs > 0 && c.sd > 0 {
		c.memory = math.Max(0, math.Min(0.95, products/pairs/(c.sd*c.sd)))
	}
	c.level = c.sd * math.Sqrt((1+c.memory)/(1-c.memory)/float64(len(y)))
	c.follow(y, noise)
	c.shared, c.reliable = y, 0
	if variance := stat.Variance(y, nil); variance > 0 {
		c.reliable = math.Min(1, c.sd*c.sd/variance)
	}
}

// expect is how many of a day's accounts are coded on a usual day, the binomial variance, and
// by how much the number moves with the linear predictor.
func (c coding) expect(open []int64, kind int) (expected, variance, slope float64) {
	hazard, slopes := c.hazards(kind, 0)
	for a, n := range open {
		b := bandOf(a)
		expected += float64(n) * hazard[b]
		variance += float64(n) * hazard[b] * (1 - hazard[b])
		slope += float64(n) * slopes[b]
	}
	return expected, variance, slope
}

// hazards are those of a kind of day by band of age, moved on the linear predictor.
func (c coding) hazards(kind int, shift float64) (hazard, slope [bands]float64) {
	for b := range bands {
		eta := c.beta[0] + c.beta[1+b] + c.beta[1+bands+kind] + shift
		hazard[b], slope[b] = shares.mean(math.Max(-farthest, math.Min(farthest, eta)))
	}
	return hazard, slope
}

// follow filters what days share up to the last one (Kalman 1960).
func (c *coding) follow(y, noise []float64) {
	full := c.sd * c.sd
	c.state, c.unknown = 0, full
	for i, v := range y {
		c.state, c.unknown = c.memory*c.state, c.memory*c.memory*c.unknown+full*(1-c.memory*c.memory)
		if !metric.Finite(noise[i]) || c.unknown == 0 {
			continue
		}
		gain := c.unknown / (c.unknown + noise[i])
		c.state, c.unknown = c.state+gain*(v-c.state), c.unknown*(1-gain)
	}
}

// draw gives the coefficients of one possible world, and where its last day stood.
func (c coding) draw(dice dice) coding {
	drawn := c
	if c.certain {
		return drawn
	}
	drawn.model = c.model.draw(dice.normal, c.widened)
	drawn.beta[0] += c.level * dice.normal.Rand()
	drawn.state = c.state + math.Sqrt(c.unknown)*dice.normal.Rand()
	return drawn
}

// wander moves what days share on by a day; z is its news.
func (c *coding) wander(z float64) {
	c.state = c.memory*c.state + c.sd*math.Sqrt(1-c.memory*c.memory)*z
}
