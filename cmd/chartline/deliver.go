package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline"
	"chartline/pipeline/deliver"
	"chartline/pipeline/fault"
	"chartline/pipeline/history"
	"chartline/pipeline/job"
)

const deliverHelp = `Deliver sends the finished reports that wait in the outbox: those whose delivery failed, or
whose run was killed. What has arrived is not sent again.

A delivery that was refused waits for a person: mend what the message names, then send it
with --refused, or give it up with chartline deliver drop.`

// deliverCommand sends what waits.
func (a *app) deliverCommand() *cobra.Command {
	var refused bool
	cmd := &cobra.Command{
		Use: "deliver", Short: "Send the reports that wait to be delivered", Long: deliverHelp,
		Annotations: exits(fault.Config, fault.Unavailable, fault.Policy),
		Args:        noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := a.program()
			if err != nil {
				return err
			}
			senders, err := job.Runner{Program: p}.Senders()
			if err != nil {
				return err
			}
			return a.withOutbox(p, func(box *deliver.Outbox) error {
				return box.Deliver(cmd.Context(), senders, func(d history.Delivery) bool {
					return d.Waits() || refused && d.State == history.Refused
				})
			})
		},
	}
	cmd.Flags().BoolVar(&refused, "refused", false, "also what was refused before")
	cmd.AddCommand(a.deliverListCommand(), a.deliverDropCommand())
	return cmd
}

// withOutbox works on the outbox while no job of the store does.
func (a *app) withOutbox(p *pipeline.Program, work func(*deliver.Outbox) error) (err error) {
	lock, err := history.Of(p.Config.Store.Path).LockJobs()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	return work(job.Runner{Program: p}.Outbox())
}

// deliverListCommand tells where each report stands.
func (a *app) deliverListCommand() *cobra.Command {
	var formatName string
	var all bool
	cmd := &cobra.Command{
		Use: "list", Short: "Tell which reports wait, and why",
		Annotations: exits(fault.Config, fault.Unavailable),
		Args:        none,
		RunE: func(*cobra.Command, []string) error {
			form, err := format.Parse(formatName, format.Table, format.JSON)
			if err != nil {
				return err
			}
			p, err := a.program()
			if err != nil {
				return err
			}
			deliveries, err := job.Runner{Program: p}.Outbox().Deliveries()
			if err != nil {
				return err
			}
			return a.tellDeliveries(p, deliveries, all, form)
		},
	}
	formatFlag(cmd, &formatName, format.Table, format.JSON)
	cmd.Flags().BoolVar(&all, "all", false, "also what arrived, and what was given up")
	return cmd
}

func (a *app) tellDeliveries(p *pipeline.Program, deliveries []history.Delivery, all bool, form format.Form) error {
	zone, err := p.Config.Location()
	if err != nil {
		return err
	}
	chosen := []history.Delivery{}
	g := format.Grid{Columns: []format.Column{{Name: "parcel"}, {Name: "report"}, {Name: "to"}, {Name: "state"}, {Name: "attempts", Numeric: true}, {Name: "since"}, {Name: "why"}}}
	for _, d := range deliveries {
		if !all && !d.Waits() && d.State != history.Refused {
			continue
		}
		chosen = append(chosen, d)
		g.Rows = append(g.Rows, []string{d.Parcel, d.Report, d.To, d.State, strconv.Itoa(d.Attempts), d.Posted.In(zone).Format("2006-01-02 15:04 MST"), d.Message})
	}
	if form == format.JSON {
		text, err := json.MarshalIndent(chosen, "", "  ")
		if err == nil {
			_, err = fmt.Fprintln(a.stdout, string(text))
		}
		return outputError(err, "standard output")
	}
	if len(chosen) == 0 {
		_, err := fmt.Fprintln(a.stdout, "Nothing waits to be delivered.")
		return outputError(err, "standard output")
	}
	return g.Write(a.stdout)
}

// deliverDropCommand gives a report up.
func (a *app) deliverDropCommand() *cobra.Command {
	return &cobra.Command{
		Use: "drop PARCEL", Short: "Give up the delivery of a report", Annotations: exits(fault.Config, fault.Unavailable),
		Args: exactly("a parcel", "chartline deliver list has them"),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := a.program()
			if err != nil {
				return err
			}
			return a.withOutbox(p, func(box *deliver.Outbox) error {
				n, err := box.Drop(func(d history.Delivery) bool { return d.Parcel == args[0] })
				if err == nil && n == 0 {
					err = fault.New(fault.Usage, "", "nothing of this parcel waits", "chartline deliver list has what does")
				}
				return err
			})
		},
	}
}
