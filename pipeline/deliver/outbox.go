package deliver

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"chartline/pipeline/fault"
	"chartline/pipeline/history"
)

// Sender puts a parcel where it belongs, in two steps. Its errors are of the kind
// fault.Unavailable where trying again helps.
type Sender interface {
	// Prepare brings a parcel to a place beside its own, where nobody takes it for
	// delivered. It can be repeated.
	Prepare(ctx context.Context, p *Parcel) error
	// Complete makes it arrive. It is repeated after an end that is not known, and must
	// then find out whether it arrived, or say to the receiver that it is the same.
	Complete(ctx context.Context, p *Parcel) error
}

// ErrNotPrepared is what Complete gives where nothing lies beside the place, and nothing
// can have been put into it from there: the parcel is prepared again.
var ErrNotPrepared = errors.New("not prepared")

// Outbox holds the reports that wait to be delivered. One program at a time may use it:
// whoever holds history.LockJobs.
type Outbox struct {
	History *history.History
	Now     func() time.Time
	Tell    func(text string) // what arrived, for a person; nil for nobody
}

// Post puts the report in a folder into the outbox for some destinations. What went into
// it before with the same content goes to nobody twice.
func (o *Outbox) Post(p Parcel, folder string, run time.Time, to []string) error {
	if err := p.pack(folder); err != nil {
		return err
	}
	known, err := o.Deliveries()
	if err != nil {
		return err
	}
	to = slices.DeleteFunc(slices.Clone(to), func(name string) bool {
		return slices.ContainsFunc(known, func(d history.Delivery) bool { return d.Parcel == p.ID && d.To == name })
	})
	if len(to) == 0 {
		return nil
	}
	p.Posted = o.Now().UTC().Truncate(time.Second)
	if err := os.MkdirAll(o.History.Outbox(), 0o700); err != nil {
		return unwritable(err, o.History.Outbox())
	}
	if err := p.store(filepath.Join(o.History.Outbox(), p.ID)); err != nil {
		return err
	}
	return o.History.Deliveries.Append(history.DeliveryEvent{
		Event: history.Posted, Parcel: p.ID, At: p.Posted, To: to, Job: p.Job, Run: run, Report: p.Report, AsOf: p.AsOf,
	})
}

// Deliveries tells where each parcel stands.
func (o *Outbox) Deliveries() ([]history.Delivery, error) {
	events, err := o.History.Deliveries.Read()
	return history.FoldDeliveries(events), err
}

// Deliver tries each parcel that a choice takes; senders are the destinations by their
// names. It goes on after a failure, and gives all of them, those first that another try
// may mend.
func (o *Outbox) Deliver(ctx context.Context, senders map[string]Sender, chosen func(history.Delivery) bool) error {
	all, err := o.Deliveries()
	if err != nil {
		return err
	}
	var again, never []error
	for _, d := range all {
		if !chosen(d) {
			continue
		}
		switch err := o.deliver(ctx, senders[d.To], d); {
		case fault.KindOf(err) == fault.Interrupted:
			return err
		case fault.KindOf(err) == fault.Unavailable:
			again = append(again, err)
		case err != nil:
			never = append(never, err)
		}
	}
	return errors.Join(errors.Join(again...), errors.Join(never...), o.sweep())
}

// deliver brings one parcel to one destination and remembers each step.
func (o *Outbox) deliver(ctx context.Context, s Sender, d history.Delivery) error {
	p, err := readParcel(filepath.Join(o.History.Outbox(), d.Parcel))
	if err == nil && s == nil {
		err = fault.Newf(fault.Config, "chartline.yaml", "add it again, or remove the parcel with chartline deliver drop", "no delivery is called %q any more", d.To)
	}
	if err == nil {
		err = o.send(ctx, s, d, p)
	}
	if ctx.Err() != nil && err != nil { // what was tried last is not known, and waits
		return fault.Wrap(fault.Interrupted, err, d.To, "interrupted", "")
	}
	if err == nil && o.Tell != nil {
		o.Tell(d.To + ": " + d.Report + " delivered")
	}
	return errors.Join(o.remember(d, err), err)
}

// send prepares a parcel unless that was done, and completes it.
func (o *Outbox) send(ctx context.Context, s Sender, d history.Delivery, p *Parcel) error {
	if d.Ready {
		if err := s.Complete(ctx, p); !errors.Is(err, ErrNotPrepared) {
			return err
		}
	}
	if err := s.Prepare(ctx, p); err != nil {
		return err
	}
	if err := o.History.Deliveries.Append(o.event(d, history.Ready, nil)); err != nil {
		return err
	}
	return s.Complete(ctx, p)
}

// remember writes down how a try ended.
func (o *Outbox) remember(d history.Delivery, err error) error {
	switch {
	case err == nil:
		return o.History.Deliveries.Append(o.event(d, history.Arrived, nil))
	case fault.KindOf(err) == fault.Unavailable:
		return o.History.Deliveries.Append(o.event(d, history.Failed, err))
	default:
		return o.History.Deliveries.Append(o.event(d, history.Refused, err))
	}
}

func (o *Outbox) event(d history.Delivery, what string, err error) history.DeliveryEvent {
	e := history.DeliveryEvent{Event: what, Parcel: d.Parcel, To: []string{d.To}, At: o.Now().UTC().Truncate(time.Second)}
	var f *fault.Error
	if errors.As(err, &f) {
		e.Message = f.Error()
	}
	return e
}

// Drop gives up what was refused or waits, for the parcels that a choice takes.
func (o *Outbox) Drop(chosen func(history.Delivery) bool) (int, error) {
	all, err := o.Deliveries()
	if err != nil {
		return 0, err
	}
	n := 0
	for _, d := range all {
		if d.State == history.Arrived || d.State == history.Dropped || !chosen(d) {
			continue
		}
		if err := o.History.Deliveries.Append(o.event(d, history.Dropped, nil)); err != nil {
			return n, err
		}
		n++
	}
	return n, o.sweep()
}

// sweep removes from the outbox what has arrived everywhere or was dropped, and what a
// killed program was packing.
func (o *Outbox) sweep() error {
	all, err := o.Deliveries()
	if err != nil {
		return err
	}
	wanted := map[string]bool{}
	for _, d := range all {
		if d.State != history.Arrived && d.State != history.Dropped {
			wanted[d.Parcel] = true
		}
	}
	entries, err := os.ReadDir(o.History.Outbox())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unreadable(err, o.History.Outbox())
	}
	for _, e := range entries {
		if !wanted[e.Name()] {
			if err := os.RemoveAll(filepath.Join(o.History.Outbox(), e.Name())); err != nil {
				return unwritable(err, o.History.Outbox())
			}
		}
	}
	return nil
}
