package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"chartline/pipeline/engine/duckdb"
)

// versions of the program and of what its numbers are made with.
type versions struct {
	Chartline string `json:"chartline"`
	Go        string `json:"go"`
	Engine    string `json:"engine"`
	DuckDBGo  string `json:"duckdb-go"`
	Arrow     string `json:"arrow-go"`
	Gonum     string `json:"gonum"`
	Plot      string `json:"gonum-plot"`
	Platform  string `json:"platform"`
}

// versionCommand tells the versions.
func (a *app) versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "version", Short: "Tell the versions of the program and its parts", Args: none,
		Long:        "Version tells the versions of the program and of the parts that its numbers depend on.",
		Annotations: exits(),
		RunE: func(*cobra.Command, []string) error {
			v, err := allVersions()
			if err != nil {
				return err
			}
			return a.printVersions(v, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return cmd
}

func (a *app) printVersions(v versions, asJSON bool) error {
	text := fmt.Sprintf("chartline %s\n%s %s\n%s (duckdb-go %s)\narrow-go %s\ngonum %s, plot %s\n",
		v.Chartline, v.Go, v.Platform, v.Engine, v.DuckDBGo, v.Arrow, v.Gonum, v.Plot)
	if asJSON {
		object, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			return err
		}
		text = string(object) + "\n"
	}
	_, err := fmt.Fprint(a.stdout, text)
	return outputError(err, "standard output")
}

func allVersions() (versions, error) {
	engine, err := duckdb.OpenMemory(duckdb.Options{})
	if err != nil {
		return versions{}, err
	}
	modules := moduleVersions()
	return versions{
		Chartline: programVersion(), Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Engine: engine.String(), DuckDBGo: modules["github.com/duckdb/duckdb-go/v2"],
		Arrow: modules["github.com/apache/arrow-go/v18"], Gonum: modules["gonum.org/v1/gonum"],
		Plot: modules["gonum.org/v1/plot"],
	}, engine.Close()
}

// programVersion is the version that Go stamps into the program: a tag, or a commit
// with its date, or "(devel)" where it was built outside of a repository.
func programVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

func moduleVersions() map[string]string {
	out := map[string]string{}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return out
	}
	for _, m := range info.Deps {
		out[m.Path] = m.Version
	}
	return out
}
