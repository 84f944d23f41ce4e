package suppress

import "testing"

// A count was withheld of January. It follows where the counts that were shown leave one value
// for it, or no more than 10, and not otherwise: worked out by hand.
func TestFollows(t *testing.T) {
	jan, feb := Span{From: "2026-01-01", To: "2026-02-01"}, Span{From: "2026-02-01", To: "2026-03-01", Count: 20}
	for name, c := range map[string]struct {
		shown []Span
		want  bool
	}{
		"nothing shown":                     {nil, false},
		"another month":                     {[]Span{feb}, false},
		"two months together":               {[]Span{{jan.From, feb.To, 27}}, false},
		"two months, and the other":         {[]Span{{jan.From, feb.To, 27}, feb}, true},
		"itself, restated":                  {[]Span{{jan.From, jan.To, 15}}, true},
		"three months less two":             {[]Span{{jan.From, "2026-04-01", 60}, {feb.From, "2026-04-01", 53}}, true},
		"a year that overlaps":              {[]Span{{"2025-06-01", feb.To, 90}}, false},
		"two years that begin before it":    {[]Span{{"2025-01-01", jan.From, 90}, {"2025-01-01", jan.To, 97}}, true},
		"a stretch of 10 that holds it":     {[]Span{{jan.From, feb.To, 10}}, true},
		"a stretch with a larger one in it": {[]Span{{jan.From, feb.To, 40}, {"2026-01-15", "2026-02-10", 30}}, false},
	} {
		if got := Follows(c.shown, jan.From, jan.To, 11); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// What a whole shows less what its part shows is a count of the others: of 5 neither table may
// tell, whether the part is of some patients or of some months.
func TestWholeAndPart(t *testing.T) {
	whole := Table{Of: "encounters", Dimensions: []string{"category"}, From: "2026-01-01", To: "2026-03-01",
		Cells: []Cell{{45, []string{"A"}}, {80, []string{"B"}}}}
	for name, part := range map[string]Table{
		"patients": {Of: "encounters", Dimensions: []string{"category"}, From: whole.From, To: whole.To, Within: map[string]string{"patient_type": "IP"},
			Cells: []Cell{{40, []string{"A"}}, {50, []string{"B"}}}},
		"months": {Of: "encounters", Dimensions: []string{"category"}, From: whole.From, To: "2026-02-01",
			Cells: []Cell{{40, []string{"A"}}, {50, []string{"B"}}}},
	} {
		d := WithholdRelease([]Table{whole, part}, 11)
		if d[0].Cells[0] == d[1].Cells[0] || d[0].Cells[1] || d[1].Cells[1] {
			t.Errorf("%s: %v, want one of the two of A and nothing of B", name, d)
		}
	}
	part := Table{Of: "encounters", Dimensions: []string{"category"}, Within: map[string]string{"patient_type": "IP"}, Cells: []Cell{{40, []string{"A"}}}}
	other := Table{Of: "encounters", Dimensions: []string{"category"}, Within: map[string]string{"patient_type": "OP"}, Cells: []Cell{{45, []string{"A"}}}}
	if d := WithholdRelease([]Table{part, other}, 11); d[0].Cells[0] || d[1].Cells[0] {
		t.Errorf("two parts without a whole: %v", d)
	}
}
