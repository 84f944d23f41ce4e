package deliver_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chartline/pipeline/deliver"
	"chartline/pipeline/deliver/delivertest"
	"chartline/pipeline/fault"
	"chartline/pipeline/history"
)

// scripted is a sender that ends as the test says.
type scripted struct {
	err   error
	calls int
}

func (s *scripted) Prepare(context.Context, *deliver.Parcel) error { return nil }
func (s *scripted) Complete(context.Context, *deliver.Parcel) error {
	s.calls++
	return s.err
}

func TestARefusalWaitsForAPerson(t *testing.T) {
	b := delivertest.NewBox(t)
	there := &scripted{err: fault.New(fault.Policy, "there", "no", "ask")}
	b.WantsKind(t, there, fault.Policy)
	there.err = nil
	if err := b.Send(context.Background(), there); err != nil || there.calls != 1 {
		t.Errorf("tried %d times without a person, %v", there.calls, err)
	}
	refused := func(d history.Delivery) bool { return d.State == history.Refused }
	if err := b.Deliver(context.Background(), map[string]deliver.Sender{"there": there}, refused); err != nil || b.State(t).State != history.Arrived {
		t.Errorf("stands at %q, %v", b.State(t).State, err)
	}
}

func TestWhatIsDroppedIsGone(t *testing.T) {
	b := delivertest.NewBox(t)
	id := b.State(t).Parcel
	if n, err := b.Drop(func(d history.Delivery) bool { return d.Parcel == id }); n != 1 || err != nil {
		t.Fatalf("dropped %d, %v", n, err)
	}
	there := &scripted{}
	if err := b.Send(context.Background(), there); err != nil || there.calls != 0 {
		t.Errorf("sent all the same, %v", err)
	}
	if left, err := os.ReadDir(b.History.Outbox()); err != nil || len(left) != 0 {
		t.Errorf("%d parcels are left, %v", len(left), err)
	}
}

// TestOneFailureDoesNotStandInTheWay: of two destinations the second gets its report, and
// the error that another try may mend comes first, since it is the exit code.
func TestOneFailureDoesNotStandInTheWay(t *testing.T) {
	b := delivertest.NewBox(t)
	if err := os.WriteFile(filepath.Join(b.Folder, "coding_quality.pdf"), []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := deliver.Parcel{Job: "monthly", Report: "coding_quality", AsOf: delivertest.Posted, Place: "a/b"}
	if err := b.Outbox.Post(p, b.Folder, delivertest.Posted, []string{"no", "later", "yes"}); err != nil {
		t.Fatal(err)
	}
	yes := &scripted{}
	err := b.Deliver(context.Background(), map[string]deliver.Sender{
		"there": yes, "yes": yes, "no": &scripted{err: fault.New(fault.Policy, "no", "no", "")}, "later": &scripted{err: fault.New(fault.Unavailable, "later", "later", "")},
	}, history.Delivery.Waits)
	if yes.calls != 2 || fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "no: no") {
		t.Errorf("%d arrived, ended with %v", yes.calls, err)
	}
}

func TestADestinationThatWasRemovedIsSaid(t *testing.T) {
	b := delivertest.NewBox(t)
	err := b.Deliver(context.Background(), nil, history.Delivery.Waits)
	if fault.KindOf(err) != fault.Config || !strings.Contains(err.Error(), `no delivery is called "there" any more`) {
		t.Errorf("ended with %v", err)
	}
}

func TestFormatsChooseFiles(t *testing.T) {
	p := &deliver.Parcel{Report: "a", Place: "a/2026-10-02", Files: []deliver.File{{Name: "a.pdf"}, {Name: "a.html"}, {Name: "tables/t.csv"}, {Name: "figures/f.png"}}}
	for want, formats := range map[string][]string{"a.pdf a.html tables/t.csv figures/f.png": nil, "a.pdf": {"pdf"}, "a.html tables/t.csv": {"csv", "html"}, "": {"xlsx"}} {
		var names []string
		for _, f := range p.Chosen(formats) {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%v chooses %q, want %q", formats, got, want)
		}
	}
	if link := p.Link("https://x.example.org/out/"); link != "https://x.example.org/out/a/2026-10-02/a.html" {
		t.Errorf("links to %s", link)
	}
	if !slices.Contains(p.Files, deliver.File{Name: "a.pdf"}) {
		t.Error("choosing changes the parcel")
	}
}
