package history

import "time"

// What happens to a parcel on its way to a destination.
const (
	Posted  = "posted"  // it is in the outbox, for the destinations of the event
	Ready   = "ready"   // it lies beside its place there, and is about to be put into it
	Arrived = "arrived" // it is there
	Failed  = "failed"  // not this time
	Refused = "refused" // not until a person has mended something
	Dropped = "dropped" // a person gave it up
)

// DeliveryEvent is something that happened to a parcel.
type DeliveryEvent struct {
	Event   string    `json:"event"`
	Parcel  string    `json:"parcel"`
	At      time.Time `json:"at"`
	To      []string  `json:"to"`                // destinations of what is posted, else the one
	Job     string    `json:"job,omitempty"`     // of what is posted
	Run     time.Time `json:"run,omitzero"`      // of what is posted
	Report  string    `json:"report,omitempty"`  // of what is posted
	AsOf    time.Time `json:"as_of,omitzero"`    // of what is posted
	Message string    `json:"message,omitempty"` // what went wrong
}

// Delivery is where a parcel stands on its way to one destination.
type Delivery struct {
	Parcel   string    `json:"parcel"`
	To       string    `json:"to"`
	Job      string    `json:"job"`
	Run      time.Time `json:"run"`
	Report   string    `json:"report"`
	AsOf     time.Time `json:"as_of"`
	State    string    `json:"state"`
	Ready    bool      `json:"ready"` // it was about to be put into its place; whether it was, is not known
	Attempts int       `json:"attempts"`
	Posted   time.Time `json:"posted"`
	At       time.Time `json:"at"` // of the last event
	Message  string    `json:"message,omitempty"`
}

// Waits reports whether a parcel is still to be delivered.
func (d Delivery) Waits() bool { return d.State == Posted || d.State == Failed }

// FoldDeliveries tells from events where each parcel stands, in the order of posting. A
// parcel that is posted again for the same destination is the one that was.
func FoldDeliveries(events []DeliveryEvent) []Delivery {
	var all []Delivery
	at := map[[2]string]int{}
	for _, e := range events {
		for _, to := range e.To {
			key := [2]string{e.Parcel, to}
			i, known := at[key]
			switch {
			case e.Event == Posted && !known:
				at[key] = len(all)
				all = append(all, Delivery{Parcel: e.Parcel, To: to, Job: e.Job, Run: e.Run, Report: e.Report, AsOf: e.AsOf, State: Posted, Posted: e.At, At: e.At})
			case e.Event != Posted && known:
				all[i].take(e)
			}
		}
	}
	return all
}

func (d *Delivery) take(e DeliveryEvent) {
	d.At, d.Message = e.At, e.Message
	switch e.Event {
	case Ready:
		d.Ready = true
		return
	case Failed, Refused:
		d.Attempts++
	}
	d.State = e.Event
}
