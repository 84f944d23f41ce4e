package draw

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// TestGenerator compares the first numbers with those that Rosetta Code publishes for the
// seed 1234567 ("Pseudo-random numbers/Splitmix64").
func TestGenerator(t *testing.T) {
	g := NewGenerator(1234567)
	for i, want := range []uint64{
		6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
	} {
		if got := g.Next(); got != want {
			t.Errorf("number %d is %d, want %d", i, got, want)
		}
	}
}

// TestBelowPassesOver gives the one number that has to be passed over for n = 3 (2^64 mod 3
// is 1): the state from which the generator gives 0 is 2^64 less its step.
func TestBelowPassesOver(t *testing.T) {
	var step uint64 = 0x9E3779B97F4A7C15
	if got := NewGenerator(-step).Next(); got != 0 {
		t.Fatalf("the generator gives %d, want 0", got)
	}
	want := int(NewGenerator(0).Next() % 3)
	if got := NewGenerator(-step).Below(3); got != want {
		t.Errorf("got %d, want %d, from the number after 0", got, want)
	}
	if got := NewGenerator(-step).Below(1); got != 0 {
		t.Errorf("below 1 is %d", got)
	}
}

// smallFrame is the frame of testdata/independent.py.
func smallFrame(stratum func(number int) string, risk func(number int) int64) []Unit {
	var frame []Unit
	for i := range 20 {
		number := (i*7)%20 + 1
		frame = append(frame, Unit{Encounter: fmt.Sprintf("E%03d", number), Version: 1, Stratum: stratum(number), Risk: risk(number)})
	}
	Arrange(frame)
	return frame
}

func byType(number int) string {
	switch {
	case number == 20:
		return "ANC"
	case number%3 == 0:
		return "OP"
	default:
		return "IP"
	}
}

func all(int) string { return "all" }

func noRisk(int) int64 { return 0 }

func risky(frame []Unit) []Unit {
	return slices.DeleteFunc(frame, func(u Unit) bool { return u.Risk == 0 })
}

// TestSelect compares with testdata/independent.py, which draws by the words of the package's
// documentation alone. Frame, seed and generator give the same units in the same order, spares
// after the sample (SMP-02).
func TestSelect(t *testing.T) {
	for _, c := range []struct {
		name  string
		frame []Unit
		sizes map[string]Size
		want  string
	}{
		{"simple", smallFrame(all, noRisk), map[string]Size{"all": {6, 3}}, "7 11 3 1 4 18 8s 17s 15s"},
		{"stratified, with a stratum of one", smallFrame(byType, noRisk),
			map[string]Size{"ANC": {2, 1}, "IP": {4, 2}, "OP": {2, 2}}, "20 8 2 1 4 11s 13s 6 12 9s 18s"},
		{"targeted", risky(smallFrame(all, func(n int) int64 { return int64(n % 4) })),
			map[string]Size{"all": {7, 2}}, "12 3 6 9 15 8 2 5s 14s"},
		{"more than there are", smallFrame(all, noRisk)[:2], map[string]Size{"all": {5, 5}}, ""},
		{"nothing", nil, map[string]Size{"all": {5, 5}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			picks := Select(c.frame, c.sizes, 20261122)
			if c.want == "" {
				if len(picks) != len(c.frame) {
					t.Errorf("%d of %d units drawn", len(picks), len(c.frame))
				}
				return
			}
			if got := written(picks); got != c.want {
				t.Errorf("drawn %s, want %s", got, c.want)
			}
		})
	}
}

func written(picks []Pick) string {
	words := make([]string, len(picks))
	for i, p := range picks {
		words[i] = fmt.Sprint(p.Position)
		if p.Spare {
			words[i] += "s"
		}
	}
	return strings.Join(words, " ")
}

// TestHash compares with the hash that testdata/independent.py takes of the CSV that it writes,
// and with that of what is written here. (SMP-02)
func TestHash(t *testing.T) {
	frame := smallFrame(byType, noRisk)
	const want = "19218c8e7f24149c0c7c2940d8565d70cef33013384233fef081be8232e508e7"
	if got := Hash(frame); got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
	var b bytes.Buffer
	if err := WriteFrame(&b, frame); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b.Bytes())
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("the file has the hash %s", got)
	}
	frame[3].Stratum = "OP"
	if Hash(frame) == want {
		t.Error("another stratum has the same hash")
	}
}

// TestEveryUnitIsAsLikely draws 3 of 7 with 70,000 seeds: each unit is expected in 30,000
// draws with a standard deviation of √(70,000·3/7·4/7) ≈ 131; five of them are allowed.
// So is each as the first one, in 10,000 with a standard deviation of 93.
func TestEveryUnitIsAsLikely(t *testing.T) {
	frame := smallFrame(all, noRisk)[:7]
	var drawn, first [8]int
	for seed := range uint64(70_000) {
		picks := Select(frame, map[string]Size{"all": {3, 0}}, seed)
		first[picks[0].Position]++
		for _, p := range picks {
			drawn[p.Position]++
		}
	}
	for unit := 1; unit <= 7; unit++ {
		if math.Abs(float64(drawn[unit]-30_000)) > 5*131 || math.Abs(float64(first[unit]-10_000)) > 5*93 {
			t.Errorf("unit %d is drawn %d times, first %d times", unit, drawn[unit], first[unit])
		}
	}
}

// TestSparesDoNotMoveTheSample: whoever asks for more spares has the same sample. (SMP-02)
func TestSparesDoNotMoveTheSample(t *testing.T) {
	frame := smallFrame(all, noRisk)
	few := Select(frame, map[string]Size{"all": {6, 1}}, 7)
	many := Select(frame, map[string]Size{"all": {6, 9}}, 7)
	if got, want := written(many[:7]), written(few); got != want {
		t.Errorf("with nine spares %s, with one %s", got, want)
	}
}
