package x12

import (
	"strings"
	"testing"
	"time"

	"chartline/pipeline/source/x12/claim"
	"chartline/pipeline/source/x12/envelope"
)

// TestParcelsComeOutAsTheyWentIn packs one of each value, and cuts the stream anywhere.
func TestParcelsComeOutAsTheyWentIn(t *testing.T) {
	at := envelope.ClockOf("20250120", "1015", time.UTC)
	who := claim.Person{Member: "M100", First: "ANN", Birth: "19500615", Sex: "F", Postal: "20002"}
	var p parcels
	p.begin(aClaim)
	p.number(-7)
	p.text("")
	p.text(strings.Repeat("long ", 1000))
	p.yes(true)
	p.yes(false)
	p.clock(at)
	p.person(&who)
	p.end()
	first := len(p.data)
	p.begin(aPassedBy)
	p.end()

	c, got, rest := open(string(p.data))
	number, empty, long, yes, no, clock, person := got.number(), got.text(), got.text(), got.yes(), got.yes(), got.clock(), got.person()
	if c != aClaim || number != -7 || empty != "" || len(long) != 5000 || !yes || no || clock != at || person != who || got != "" {
		t.Errorf("content %d, %d, %q, %d bytes, %v, %v, %v, %v, and %d bytes left", c, number, empty, len(long), yes, no, clock, person, len(got))
	}
	if c, got, rest = open(rest); c != aPassedBy || got != "" || rest != "" {
		t.Errorf("content %d, %d bytes of it and %d behind it", c, len(got), len(rest))
	}
	for cut := range len(p.data) + 1 {
		want := 0
		switch {
		case cut == len(p.data):
			want = cut
		case cut >= first:
			want = first
		}
		if end := whole(p.data[:cut]); end != want {
			t.Errorf("of %d bytes %d are whole, want %d", cut, end, want)
		}
	}
}

// TestBlocksDoNotShow reads so many claims that they are worked on in many blocks, and
// finds each with what stood above it.
func TestBlocksDoNotShow(t *testing.T) {
	const n = 12_000
	got := mustRead(t, file(1, "837", institutional, many(n, func(i int) []string {
		claim := largeStay(i)
		for j, s := range claim {
			if s == "REF*EA*MRN7" {
				claim = append(claim[:j:j], claim[j+1:]...) // so that the subscriber's number is the patient's
				break
			}
		}
		if i%1000 == 999 {
			claim[0] = "CLM*"
		}
		return claim
	})))
	if len(got.Batches["encounter"]) < 3 {
		t.Fatalf("%d blocks, too few for this test", len(got.Batches["encounter"]))
	}
	if len(got.Rejects) != n/1000 || len(got.Rows["encounter"]) != n-n/1000 {
		t.Fatalf("%d rejects and %d claims", len(got.Rejects), len(got.Rows["encounter"]))
	}
	for i, r := range got.Rejects {
		if r.Record != int64(i+1)*1000 {
			t.Errorf("reject %d is of record %d", i, r.Record)
		}
	}
	for _, e := range got.Rows["encounter"] {
		if e["patient_id"] != "M"+e["encounter_id"][1:] || e["facility_id"] != "1999999984" {
			t.Fatalf("account %s has patient %s and facility %s", e["encounter_id"], e["patient_id"], e["facility_id"])
		}
	}
}
