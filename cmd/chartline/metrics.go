package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"

	"chartline/cmd/chartline/ledger"
	"chartline/cmd/chartline/progress"
	"chartline/pipeline"
	"chartline/pipeline/engine"
	"chartline/pipeline/fault"
	"chartline/pipeline/history"
	"chartline/pipeline/job"
	"chartline/pipeline/schedule"
)

// writeMetrics writes the file of numbers, where the configuration wants one. That it cannot
// be written is said, and is no reason for a job to fail or for the scheduler to stop.
func (a *app) writeMetrics(ctx context.Context, p *pipeline.Program) {
	if p.Config.Metrics == "" {
		return
	}
	if err := a.metrics(context.WithoutCancel(ctx), p); err != nil {
		for _, line := range messages(err) {
			a.warn(line)
		}
	}
}

// warn says on standard error what a person should know.
func (a *app) warn(text string) {
	if a.json {
		progress.Log(a.stderr, a.now(), "warning", text)
		return
	}
	fmt.Fprintln(a.stderr, "chartline: warning: "+text)
}

// metrics writes the numbers that a monitor reads (Prometheus' text format, for the text
// file collector of its node exporter): whole, or not at all. No value of a record is in
// them, nor in their labels.
func (a *app) metrics(ctx context.Context, p *pipeline.Program) error {
	families, err := gauges(ctx, p)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	for _, f := range families {
		if _, err := expfmt.MetricFamilyToText(&text, f); err != nil {
			return fault.Wrap(fault.Internal, err, p.Config.Metrics, "cannot be written as metrics", "please report it")
		}
	}
	err = writeAside(p.Config.Metrics, func(w io.Writer) error {
		_, err := w.Write(text.Bytes())
		return err
	})
	if err != nil {
		return err
	}
	return outputError(os.Chmod(p.Config.Metrics, 0o644), p.Config.Metrics) // the exporter has another account
}

// family is a gauge, with a value for each label.
type family struct{ *dto.MetricFamily }

func gauge(name, help string) family {
	kind := dto.MetricType_GAUGE
	return family{&dto.MetricFamily{Name: &name, Help: &help, Type: &kind}}
}

// add adds a value, with labels in pairs of a name and a value.
func (f family) add(value float64, labels ...string) {
	m := &dto.Metric{Gauge: &dto.Gauge{Value: &value}}
	for i := 0; i+1 < len(labels); i += 2 {
		m.Label = append(m.Label, &dto.LabelPair{Name: &labels[i], Value: &labels[i+1]})
	}
	f.Metric = append(f.Metric, m)
}

// gauges are all families that have a value.
func gauges(ctx context.Context, p *pipeline.Program) ([]*dto.MetricFamily, error) {
	written := gauge("chartline_metrics_written_timestamp_seconds", "When this file was written.")
	written.add(float64(p.Now().Unix()))
	all := []family{written}
	for _, part := range []func(context.Context, *pipeline.Program) ([]family, error){jobGauges, deliveryGauges, storeGauges} {
		families, err := part(ctx, p)
		if err != nil {
			return nil, err
		}
		all = append(all, families...)
	}
	var filled []*dto.MetricFamily
	for _, f := range all {
		if len(f.Metric) > 0 {
			filled = append(filled, f.MetricFamily)
		}
	}
	return filled, nil
}

func jobGauges(_ context.Context, p *pipeline.Program) ([]family, error) {
	events, err := history.Of(p.Config.Store.Path).Runs.Read()
	if err != nil {
		return nil, err
	}
	jobs, err := schedule.Jobs(p.Config)
	if err != nil {
		return nil, err
	}
	code := gauge("chartline_job_last_exit_code", "Exit code of the last run of a job that ended.")
	ended := gauge("chartline_job_last_end_timestamp_seconds", "When the last run of a job ended.")
	good := gauge("chartline_job_last_success_timestamp_seconds", "When a run of a job last ended well.")
	next := gauge("chartline_job_next_due_timestamp_seconds", "When a job is due next.")
	runs := history.FoldRuns(events)
	for _, name := range jobNames(p.Config) {
		var last, success *history.Run
		for i := range runs {
			if r := &runs[i]; r.Job == name && r.Event == history.Ended {
				last = r
				if r.Code == 0 {
					success = r
				}
			}
		}
		if last != nil {
			code.add(float64(last.Code), "job", name)
			ended.add(float64(last.At.Unix()), "job", name)
		}
		if success != nil {
			good.add(float64(success.At.Unix()), "job", name)
		}
	}
	for _, j := range jobs {
		next.add(float64(j.Table.Next(p.Now()).Unix()), "job", j.Name)
	}
	return []family{code, ended, good, next}, nil
}

func deliveryGauges(_ context.Context, p *pipeline.Program) ([]family, error) {
	list, err := job.Runner{Program: p}.Outbox().Deliveries()
	if err != nil {
		return nil, err
	}
	f := gauge("chartline_deliveries", "Reports on their way to a destination, by where they stand.")
	for _, name := range slices.Sorted(maps.Keys(p.Config.Deliver)) {
		count := map[string]float64{}
		for _, d := range list {
			if d.To == name {
				count[d.State]++
			}
		}
		for _, state := range []string{history.Posted, history.Failed, history.Refused, history.Arrived} {
			f.add(count[state], "destination", name, "state", state)
		}
	}
	return []family{f}, nil
}

// storeGauges ask the published store; without one there are none.
func storeGauges(ctx context.Context, p *pipeline.Program) ([]family, error) {
	var status *ledger.Status
	err := ask(ctx, p, func(ctx context.Context, e engine.Engine) (err error) {
		status, err = ledger.Read(ctx, p, e)
		return err
	})
	if fault.KindOf(err) == fault.Unavailable {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	loaded := gauge("chartline_source_last_load_timestamp_seconds", "When something of a source was last loaded.")
	records := gauge("chartline_records", "Records that were read of a source and table, by what became of them.")
	behind := gauge("chartline_store_behind", "1 where the store changed after it was published.")
	for _, s := range status.Sources {
		if s.LastLoad != nil {
			loaded.add(float64(s.LastLoad.Unix()), "source", s.Name)
		}
	}
	for _, t := range status.Tables {
		for _, n := range []struct {
			became string
			count  int64
		}{{"loaded", t.Loaded}, {"duplicate", t.Duplicate}, {"superseded", t.Superseded}, {"quarantined", t.Quarantined}} {
			records.add(float64(n.count), "source", t.Source, "table", t.Table, "became", n.became)
		}
	}
	late := 0.0
	if status.Behind {
		late = 1
	}
	behind.add(late)
	return []family{loaded, records, behind}, nil
}
