package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"chartline/pipeline/fault"
	"chartline/pipeline/sample"
)

const sampleHelp = `Sample writes the coding export of a synthetic hospital group: one CSV file for each
canonical table, and truth.json, which states the errors and stories put into it. Nobody
in it exists. The same flags give the same bytes on every machine.`

// The sample that comes with the program.
const (
	sampleEncounters = 4000
	sampleSeed       = 20260930
)

// sampleCommand writes records that nobody needs to protect.
func (a *app) sampleCommand() *cobra.Command {
	var encounters int
	var seed uint64
	var out string
	cmd := &cobra.Command{
		Use: "sample", Short: "Write the records of a synthetic hospital", Long: sampleHelp,
		Example:     "  chartline sample --encounters 1000000 --seed 1 --out big-hospital",
		Annotations: exits(fault.Unavailable),
		Args:        none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return fault.New(fault.Usage, "", "no folder to write to", "give --out FOLDER")
			}
			return a.writeSample(cmd.Context(), encounters, seed, out)
		},
	}
	cmd.Flags().IntVar(&encounters, "encounters", sampleEncounters, "how many encounters: a `number`")
	cmd.Flags().Uint64Var(&seed, "seed", sampleSeed, "another `number`, another hospital")
	cmd.Flags().StringVar(&out, "out", "", "`folder` to write to")
	return cmd
}

func (a *app) writeSample(ctx context.Context, encounters int, seed uint64, dir string) error {
	progress := a.progress()
	progress.Begin("writing "+dir, int64(encounters))
	written := 0
	_, err := sample.Write(ctx, sample.Options{
		Encounters: encounters, Seed: seed, Dir: dir,
		Progress: func(done, _ int) {
			progress.Advance(int64(done - written))
			written = done
		},
	})
	progress.End()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s: %d encounters\n", dir, encounters)
	return outputError(err, "standard output")
}
