// Package makeup is the make-up of pages: it decides in which order figures and tables are set, how high
// each figure is drawn and where a page ends, so that little of a page stays empty and little of
// what makes a page good is given up for that. It knows heights only, and always decides alike.
package makeup

import (
	"math"
	"slices"
)

// Page is the room for blocks on every page, from the top of the paper, and the white space between two
// of them, in points.
type Page struct{ Top, Bottom, Gap float64 }

// Block is a figure, which may be drawn lower or higher than it is by nature, or a table.
type Block struct {
	Least, Natural, Most float64 // the height of a figure; none is more than a page
	Rows                 *Rows   // of a table; nil for a figure
}

// Begins is the least room in which a block can begin on a page, at the top of which it does.
func (b Block) Begins() float64 {
	if b.Rows == nil {
		return b.Least
	}
	if len(b.Rows.Heights) < 2*few {
		return b.Rows.Whole()
	}
	height := b.Rows.Head
	for _, h := range b.Rows.Heights[:few] {
		height += h
	}
	return height
}

// Place is a step of making up pages.
type Place struct {
	Block   int     // which is set
	NewPage bool    // it begins a page
	Y       float64 // where it begins, from the top of the paper
	Height  float64 // of a figure
}

// ahead is how many blocks may be set before one that they come after: figures and tables have titles of
// their own, so that a reader does not miss those that follow.
const ahead = 3

// What is given up has a price. The unit is about a twelfth of a page left empty.
const (
	emptyPrice   = 120.0 // of the square of the empty part of a page
	hollowPrice  = 60.0  // of a page that is empty by more than hollow
	hollow       = 0.42
	pagePrice    = 1.0
	aheadPrice   = 1.5 // of each block that is overtaken
	lowPrice     = 3.0 // of a figure that is as low as it can be; by the square of what it gives
	highPrice    = 1.5 // of one that is as high as it can be
	shortPrice   = 6.0 // of a break in a table of few rows
	longPrice    = 2.0 // of one in a longer table
	longTable    = 12  // rows that a longer table has at least
	gridOfPlaces = 1.0 // points to which places are rounded up
)

// Plan makes up the pages of a part whose first block comes at y. What follows the part begins below
// it where it finds as many points as next says; nothing follows where next is negative.
func Plan(blocks []Block, page Page, y, next float64) []Place {
	p := planner{blocks: blocks, page: page, next: next, known: map[state]choice{}}
	at := state{y: p.round(y)}
	var places []Place
	turned := false
	for at.first < len(blocks) {
		c := p.best(at)
		if c.turn {
			turned, at = true, c.then
			continue
		}
		places = append(places, Place{Block: c.block, NewPage: turned, Y: p.y(at), Height: c.height})
		turned, at = false, c.then
	}
	return places
}

// state is what is set so far, and where the next block comes: all blocks before first, and those after it
// whose bits are set.
type state struct {
	first int
	after uint8
	y     int // in steps of gridOfPlaces below the top of the page
}

// choice is the best way on from a state.
type choice struct {
	price  float64
	turn   bool // to a new page, and nothing else
	block  int
	height float64
	then   state
}

type planner struct {
	blocks []Block
	page   Page
	next   float64
	known  map[state]choice
}

func (p *planner) round(y float64) int {
	return max(0, int(math.Ceil((y-p.page.Top)/gridOfPlaces-1e-6)))
}

func (p *planner) y(at state) float64 { return p.page.Top + gridOfPlaces*float64(at.y) }

// empty is the price of ending a page at y.
func (p *planner) empty(y float64) float64 {
	part := max(0, p.page.Bottom-y) / (p.page.Bottom - p.page.Top)
	price := emptyPrice * part * part
	if part > hollow {
		price += hollowPrice
	}
	return price
}

// best finds the cheapest way on. Of two that cost the same it is the first one found.
func (p *planner) best(at state) choice {
	if c, ok := p.known[at]; ok {
		return c
	}
	c := choice{price: math.Inf(1)}
	switch {
	case at.first >= len(p.blocks):
		c.price = p.ending(p.y(at))
	default:
		for i := at.first; i <= min(at.first+ahead, len(p.blocks)-1); i++ {
			if i == at.first || at.after&(1<<(i-at.first-1)) == 0 {
				p.try(&c, at, i)
			}
		}
		if at.y > 0 {
			p.turn(&c, at)
		}
	}
	if math.IsInf(c.price, 1) && at.first < len(p.blocks) { // not even a page has room for it
		b := p.blocks[at.first]
		p.offer(&c, at, choice{price: hollowPrice, block: at.first, height: b.Natural}, p.page.Bottom)
	}
	p.known[at] = c
	return c
}

// ending is the price of the empty part below a part where what follows does not begin on its page.
func (p *planner) ending(y float64) float64 {
	if p.next < 0 || y-p.page.Gap+p.next <= p.page.Bottom {
		return 0
	}
	return p.empty(y - p.page.Gap)
}

// turn tries a new page.
func (p *planner) turn(c *choice, at state) {
	then := at
	then.y = 0
	price := pagePrice + p.empty(p.y(at)-p.page.Gap) + p.best(then).price
	if price < c.price {
		*c = choice{price: price, turn: true, then: then}
	}
}

// try tries a block at this place, in every way in which it fits.
func (p *planner) try(c *choice, at state, i int) {
	b, y := p.blocks[i], p.y(at)
	price := aheadPrice * float64(p.overtaken(at, i))
	if b.Rows != nil {
		if before, end, ok := b.Rows.Breaks(p.page, y); ok {
			p.offer(c, at, choice{price: price + p.breaks(b.Rows, len(before)), block: i}, end)
		}
		return
	}
	for _, h := range heights(b, p.page.Bottom-y) {
		p.offer(c, at, choice{price: price + b.price(h), block: i, height: h}, y+h)
	}
}

// offer takes a choice that ends at a place, if it is cheaper with all that comes after it.
func (p *planner) offer(c *choice, at state, o choice, end float64) {
	o.then = p.without(at, o.block)
	o.then.y = p.round(end + p.page.Gap)
	o.price += p.best(o.then).price
	if o.price < c.price {
		*c = o
	}
}

// overtaken is how many blocks that come before one are still to be set.
func (p *planner) overtaken(at state, i int) int {
	n := 0
	for j := at.first; j < i; j++ {
		if j == at.first || at.after&(1<<(j-at.first-1)) == 0 {
			n++
		}
	}
	return n
}

// without is what is set after a block.
func (p *planner) without(at state, i int) state {
	if i > at.first {
		at.after |= 1 << (i - at.first - 1)
		return at
	}
	at.first++
	for at.after&1 == 1 {
		at.first++
		at.after >>= 1
	}
	at.after >>= 1
	return at
}

// breaks is the price of the breaks of a table, which costs little where it has no choice.
func (p *planner) breaks(r *Rows, n int) float64 {
	switch {
	case n == 0:
		return 0
	case len(r.Heights) < longTable && r.Whole() <= p.page.Bottom-p.page.Top:
		return shortPrice + pagePrice*float64(n)
	default:
		return longPrice + pagePrice*float64(n)
	}
}

// heights are those that are tried of a figure: by nature, in steps lower and higher, and as high as
// the room.
func heights(b Block, room float64) (list []float64) {
	for _, part := range []float64{0, -0.25, -0.5, -0.75, -1, 0.5, 1} {
		h := b.Natural + part*(b.Most-b.Natural)
		if part < 0 {
			h = b.Natural + part*(b.Natural-b.Least)
		}
		if h <= room && !slices.Contains(list, h) {
			list = append(list, h)
		}
	}
	if room >= b.Least && room < b.Most && !slices.Contains(list, room) {
		list = append(list, room)
	}
	return list
}

// price is what a figure loses that is not as high as it is by nature.
func (b Block) price(h float64) float64 {
	switch {
	case h < b.Natural:
		part := (b.Natural - h) / (b.Natural - b.Least)
		return lowPrice * part * part
	case h > b.Natural:
		part := (h - b.Natural) / (b.Most - b.Natural)
		return highPrice * part * part
	default:
		return 0
	}
}
