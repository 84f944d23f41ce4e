package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"chartline/pipeline/config"
	"chartline/pipeline/fault"
)

const initHelp = `Init writes a commented configuration to begin with. With --sample it also writes the
records of a small synthetic hospital into sample-data beside it, and a configuration
whose job works at once:

  chartline init --sample
  chartline run demo

It overwrites nothing.`

// sampleConfig is the configuration for records in a folder sample-data beside it.
//
//go:embed sample.yaml
var sampleConfig []byte

// initCommand begins a new folder.
func (a *app) initCommand() *cobra.Command {
	var withSample bool
	cmd := &cobra.Command{
		Use: "init", Short: "Write a configuration to begin with", Long: initHelp,
		Annotations: exits(fault.Unavailable),
		Args:        none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text := config.Template()
			if withSample {
				text = sampleConfig
				if err := a.initSample(cmd); err != nil {
					return err
				}
			}
			if err := writeNew(a.configPath, text); err != nil {
				return err
			}
			_, err := fmt.Fprintln(a.stdout, a.configPath)
			return outputError(err, "standard output")
		},
	}
	cmd.Flags().BoolVar(&withSample, "sample", false, "write the records of a synthetic hospital too")
	return cmd
}

// initSample writes the sample where sampleConfig looks for it. Before that it looks
// whether the configuration can be written, so that nothing is left half done.
func (a *app) initSample(cmd *cobra.Command) error {
	dir := filepath.Join(filepath.Dir(a.configPath), "sample-data")
	for _, path := range []string{a.configPath, dir} {
		if _, err := os.Lstat(path); err == nil {
			return existing(path)
		}
	}
	return a.writeSample(cmd.Context(), sampleEncounters, sampleSeed, dir)
}

// writeNew writes a file that must not be there yet.
func writeNew(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return existing(path)
	}
	if err != nil {
		return outputError(err, path)
	}
	_, err = f.Write(text)
	return outputError(errors.Join(err, f.Close()), path)
}

func existing(path string) error {
	return fault.New(fault.Usage, path, "is there already", "remove it, or choose another place with --config")
}
