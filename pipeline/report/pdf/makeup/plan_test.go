package makeup

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// sheet is a page of a Letter sheet as reports have it.
var sheet = Page{Top: 74, Bottom: 726, Gap: 20}

// figure gives by a quarter of its height, picture by a tenth of it and downwards only.
func figure(height float64) Block {
	return Block{Least: 0.75 * height, Natural: height, Most: min(1.25*height, sheet.Bottom-sheet.Top)}
}

func picture(height float64) Block { return Block{Least: 0.9 * height, Natural: height, Most: height} }

// table has rows of 16.5 points.
func table(rows int) Block {
	r := &Rows{Head: 38, Again: 34, Foot: 16}
	for range rows {
		r.Heights = append(r.Heights, 16.5)
	}
	return Block{Rows: r}
}

// set carries out a plan without trusting it, and gives where each page ends.
func set(t *testing.T, blocks []Block, y float64, plan []Place) (ends []float64) {
	t.Helper()
	seen := map[int]bool{}
	end := y
	for i, p := range plan {
		if p.NewPage {
			ends, y = append(ends, end), sheet.Top
		}
		if p.Y < y || p.Y > y+1 {
			t.Fatalf("step %d begins at %g, not at %g", i, p.Y, y)
		}
		b := blocks[p.Block]
		y = p.Y
		if seen[p.Block] {
			t.Fatalf("block %d is set twice", p.Block)
		}
		seen[p.Block] = true
		before, below := []int(nil), y+p.Height
		if b.Rows != nil {
			ok := false
			if before, below, ok = b.Rows.Breaks(sheet, y); !ok {
				t.Fatalf("table %d cannot begin at %g", p.Block, y)
			}
		} else if p.Height < b.Least-1e-9 || p.Height > b.Most+1e-9 {
			t.Errorf("figure %d is %g high, not between %g and %g", p.Block, p.Height, b.Least, b.Most)
		}
		if below > sheet.Bottom+1e-9 {
			t.Errorf("step %d leaves its page: it ends at %g", i, below)
		}
		for range before {
			ends = append(ends, sheet.Bottom)
		}
		end, y = below, below+sheet.Gap
	}
	if len(seen) != len(blocks) {
		t.Errorf("%d of %d blocks are set", len(seen), len(blocks))
	}
	return append(ends, end)
}

// Whatever a part is made of, every block is set once, on its page, and no figure is less than it may be.
// Of parts with a mixture of figures and tables, seldom is a page left half empty that is not the last.
func TestPagesAreFilled(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 2026))
	pages, hollowPages := 0, 0
	for range 400 {
		var blocks []Block
		for range 1 + random.IntN(9) {
			switch random.IntN(3) {
			case 0:
				blocks = append(blocks, figure(180+200*random.Float64()))
			case 1:
				blocks = append(blocks, picture(120+200*random.Float64()))
			default:
				blocks = append(blocks, table(1+random.IntN(40)))
			}
		}
		y := sheet.Top + 500*random.Float64()
		plan := Plan(blocks, sheet, y, 150)
		if again := Plan(blocks, sheet, y, 150); !slices.Equal(plan, again) {
			t.Fatal("two plans of one part differ")
		}
		ends := set(t, blocks, y, plan)
		for _, end := range ends[:len(ends)-1] {
			pages++
			if end-sheet.Top < 0.55*(sheet.Bottom-sheet.Top) {
				hollowPages++
			}
		}
	}
	if pages < 500 || float64(hollowPages) > 0.01*float64(pages) {
		t.Errorf("%d of %d pages are not filled to 55 %%", hollowPages, pages)
	}
}

// Each case says what is given up so that a page is full, and that nothing is without need.
func TestPlan(t *testing.T) {
	for name, c := range map[string]struct {
		blocks []Block
		y      float64
		want   []Place
	}{
		"nothing is given up where all has room": {[]Block{figure(300), table(5)}, 74, []Place{{Block: 0, Height: 300}, {Block: 1}}},
		"two figures are as low as a page asks":  {[]Block{figure(340), figure(340)}, 74, []Place{{Block: 0, Height: 297.5}, {Block: 1, Height: 334.5}}},
		"a small table goes first":               {[]Block{picture(400), table(4)}, 474, []Place{{Block: 1}, {Block: 0, NewPage: true, Height: 400}}},
		"a table begins at the foot":             {[]Block{table(30)}, 474, []Place{{Block: 0}}},
		"a little white space is better":         {[]Block{table(8), picture(300)}, 660, []Place{{Block: 0, NewPage: true}, {Block: 1, Height: 300}}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Plan(c.blocks, sheet, c.y, -1)
			for i := range got {
				got[i].Height = max(0, got[i].Height)
			}
			if len(got) != len(c.want) {
				t.Fatalf("plan %+v, want %+v", got, c.want)
			}
			for i, p := range got {
				if w := c.want[i]; p.Block != w.Block || p.NewPage != w.NewPage || p.Height < w.Height-50 || p.Height > w.Height+50 {
					t.Errorf("step %d: %+v, want %+v", i, p, w)
				}
			}
			set(t, c.blocks, c.y, got)
		})
	}
}

// A block that no page has room for is set all the same.
func TestNothingIsLost(t *testing.T) {
	tall := Block{Least: 900, Natural: 900, Most: 900}
	if got := Plan([]Block{tall, figure(200)}, sheet, 300, -1); len(got) != 2 {
		t.Errorf("plan %+v", got)
	}
}

// Where a table breaks, three rows stand on either side; rows that are tied are not parted, and notes
// stand with the last row. From 600 there is room for 88 points of rows, five of them.
func TestBreaks(t *testing.T) {
	tied := func(at ...int) []bool {
		list := make([]bool, 40)
		for _, i := range at {
			list[i] = true
		}
		return list
	}
	for name, c := range map[string]struct {
		rows int
		tied []bool
		y    float64
		want []int
		ok   bool
	}{
		"whole":                 {5, nil, 74, nil, true},
		"at the foot":           {20, nil, 600, []int{5}, true},
		"tied to the one above": {20, tied(5), 600, []int{4}, true},
		"tied too far":          {20, tied(3, 4, 5), 600, nil, false},
		"no room for three":     {20, nil, 650, nil, false},
		"three are left":        {7, nil, 600, []int{4}, true},
		"too short to break":    {5, nil, 610, nil, false},
		"all tied at the top":   {60, slices.Repeat([]bool{true}, 60), 74, []int{37}, true},
	} {
		t.Run(name, func(t *testing.T) {
			b := table(c.rows)
			b.Rows.Tied = c.tied
			got, end, ok := b.Rows.Breaks(sheet, c.y)
			if !slices.Equal(got, c.want) || ok != c.ok {
				t.Errorf("breaks before %v, %v; want %v, %v", got, ok, c.want, c.ok)
			}
			if ok && end > sheet.Bottom {
				t.Errorf("the table ends at %g", end)
			}
		})
	}
}

// A row at the head of a page says its group again and may be higher there: 32 rows of 20 points
// fill the first page, and on the next one the first row takes the room of two.
func TestRowsThatSayTheirGroupAgain(t *testing.T) {
	r := &Rows{}
	for i := range 70 {
		r.Heights = append(r.Heights, 20)
		r.Leading = append(r.Leading, 40)
		if i == 0 {
			r.Leading[0] = 20
		}
	}
	before, end, ok := r.Breaks(sheet, sheet.Top)
	if want := []int{32, 63}; !ok || !slices.Equal(before, want) {
		t.Errorf("pages begin before %v, want %v", before, want)
	}
	if want := sheet.Top + 40 + 6*20; end != want {
		t.Errorf("the table ends at %g, not at %g", end, want)
	}
}
