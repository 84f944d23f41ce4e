package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/spf13/cobra"

	"chartline/pipeline/durable"
	"chartline/pipeline/fault"
)

const reportPreviewHelp = `Preview writes a report as HTML, and writes it again whenever a file in the site's folders
of reports and queries is saved. It prints the path after each writing, and what is wrong
where it cannot write; the page before stays. Ctrl-C ends it.`

// settles is how long files must be quiet before a report is made again: editors save in
// several steps.
const settles = 200 * time.Millisecond

// reportPreview renders a report on every save.
func (a *app) reportPreview() *cobra.Command {
	var flags reportFlags
	cmd := &cobra.Command{
		Use: "preview NAME", Short: "Write a report as HTML on every save of its files", Long: reportPreviewHelp,
		Annotations:       exits(fault.Config, fault.Query, fault.Unavailable),
		Args:              exactly("a report", "chartline report lists them"),
		ValidArgsFunction: a.completeReports,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.preview(cmd.Context(), args[0], flags) },
	}
	f := cmd.Flags()
	f.StringVar(&flags.job, "job", "", "`job` of the configuration whose period and parameters to take")
	f.StringVar(&flags.asOf, "as-of", "", asOfHelp)
	f.StringVar(&flags.from, "from", "", "first `date` of the period")
	f.StringVar(&flags.to, "to", "", "first `date` after the period")
	f.StringVar(&flags.language, "language", "", "language of the report as a BCP 47 `tag`, such as es-US; that of the report or the configuration unless given")
	complete(cmd, "job", a.completeJobFlag)
	return cmd
}

func (a *app) preview(ctx context.Context, name string, flags reportFlags) error {
	p, err := a.program()
	if err != nil {
		return err
	}
	if p.Config.Reports == "" && p.Config.Queries == "" {
		return fault.New(fault.Config, "", "the configuration names no folder of reports or queries, so that there is nothing to watch", "add reports: reports")
	}
	watcher, err := watching(p.Config.Reports, p.Config.Queries)
	if err != nil {
		return err
	}
	defer watcher.Close()
	for {
		if err := a.previewOnce(ctx, name, flags); err != nil && ctx.Err() == nil {
			fmt.Fprintln(a.stderr, "chartline: "+err.Error())
		}
		if !saved(ctx, watcher) {
			return nil
		}
	}
}

// watching watches folders and those in them.
func watching(folders ...string) (*fsnotify.Watcher, error) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "", "files cannot be watched", "")
	}
	for _, folder := range folders {
		if folder == "" {
			continue
		}
		topics, _ := filepath.Glob(filepath.Join(folder, "*", ""))
		for _, f := range append(topics, folder) {
			if info, err := os.Stat(f); err != nil || !info.IsDir() {
				continue
			}
			if err := watcher.Add(f); err != nil {
				return nil, fault.Wrap(fault.Unavailable, err, f, "cannot be watched", "")
			}
		}
	}
	return watcher, nil
}

// saved waits until a file was saved and all are quiet again; false where the waiting ended.
func saved(ctx context.Context, watcher *fsnotify.Watcher) bool {
	var quiet <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return false
		case _, open := <-watcher.Events:
			if !open {
				return false
			}
			quiet = time.After(settles)
		case <-quiet:
			return true
		}
	}
}

// previewOnce reads everything anew, since reports and queries have changed.
func (a *app) previewOnce(ctx context.Context, name string, flags reportFlags) error {
	p, err := a.program()
	if err != nil {
		return err
	}
	req, err := flags.request(p.Config, name)
	if err != nil {
		return err
	}
	page, err := p.Preview(ctx, req)
	if err != nil {
		return err
	}
	path := filepath.Join(p.Config.Out, "preview", name+".html")
	if err := replaceFile(path, page); err != nil {
		return fault.Wrap(fault.Unavailable, err, path, "cannot be written", "check who owns the folder and whether the disk is full")
	}
	_, err = fmt.Fprintln(a.stdout, path)
	return outputError(err, "standard output")
}

// replaceFile writes a file that its owner alone may read, whole or not at all.
func replaceFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return durable.Write(path, 0o600, content)
}
