package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"chartline/pipeline/config"
	"chartline/pipeline/fault"
	"chartline/pipeline/privacy"
)

// app is the program with the flags that every command has.
type app struct {
	invocation
	configPath string
	quiet      bool
	json       bool
	seen       seen         // by the command that runs, for the access log
	dataset    privacy.Mode // that the command reads
	shown      string       // mode of what it shows; empty where it shows nothing of records
}

const rootHelp = `Chartline measures clinical coding. It pulls coded records into a store on this
machine, measures diagnosis frequency, coding accuracy and turnaround, and writes
reports in which no number stands without its interval and its denominator.

A first look, without any data of yours:

  chartline init --sample
  chartline run demo

Results go to standard output, everything else to standard error. Messages never hold
a value of a record.`

// root is the whole command line.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use: "chartline", Short: "Measure clinical coding", Long: rootHelp,
		Annotations: exits(fault.Config, fault.Input, fault.Query, fault.Unavailable, fault.Policy),
		Args:        noSuchCommand, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors: true, SilenceUsage: true,
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.PersistentFlags().StringVar(&a.configPath, "config", config.FileName, "configuration `file`")
	root.PersistentFlags().BoolVarP(&a.quiet, "quiet", "q", false, "say nothing but results and errors")
	root.PersistentFlags().BoolVar(&a.json, "json", false, "say what goes on in lines of JSON, for machines")
	root.SetHelpTemplate(helpTemplate)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(a.initCommand(), a.runCommand(), a.scheduleCommand(), a.deliverCommand(), a.doctorCommand(), a.pullCommand(), a.reportCommand(), a.queryCommand(),
		a.sqlCommand(), a.containedCommand(), a.statusCommand(), a.inspectCommand(), a.quarantineCommand(), a.checkCommand(), a.forecastCommand(), a.worklistCommand(), a.patientCopyCommand(), a.extractCommand(), a.serveCommand(), a.terminologyCommand(), a.auditCommand(), a.logCommand(), a.keyCommand(), a.sampleCommand(), a.versionCommand())
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	annotate(root)
	a.guard(root)
	return root
}

// helpTemplate is cobra's with the exit codes at its end.
const helpTemplate = `{{with (or .Long .Short)}}{{. | trimTrailingWhitespaces}}

{{end}}{{.UsageString}}
{{index .Annotations "exit codes"}}
`

// exits declares the exit codes of a command beyond those of every command.
func exits(kinds ...fault.Kind) map[string]string {
	kinds = append(kinds, 0, fault.Internal, fault.Usage, fault.Interrupted)
	lines := strings.Split(fault.ExitCodes, "\n")
	kept := lines[:1]
	for _, line := range lines[1:] {
		code, err := strconv.Atoi(strings.Fields(line)[0])
		if err == nil && slices.Contains(kinds, fault.Kind(code)) {
			kept = append(kept, line)
		}
	}
	return map[string]string{"exit codes": strings.Join(kept, "\n")}
}

// annotate gives the commands that cobra brings the exit codes of every command.
func annotate(cmd *cobra.Command) {
	if cmd.Annotations == nil {
		cmd.Annotations = exits()
	}
	for _, sub := range cmd.Commands() {
		annotate(sub)
	}
}

// flagError says what is wrong with a flag, without a value that is.
func flagError(cmd *cobra.Command, err error) error {
	help := "see " + cmd.CommandPath() + " --help"
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	var bare *pflag.ValueRequiredError
	switch {
	case errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() != "":
		return fault.New(fault.Usage, "", "unknown flag -"+unknown.GetSpecifiedName(), help)
	case errors.As(err, &unknown):
		name := "--" + unknown.GetSpecifiedName()
		return fault.New(fault.Usage, "", "unknown flag "+name, didYouMean(name, flagNames(cmd), help))
	case errors.As(err, &invalid):
		return fault.Newf(fault.Usage, "", help, "--%s is not %s", invalid.GetFlag().Name, flagTypes[invalid.GetFlag().Value.Type()])
	case errors.As(err, &bare):
		return fault.New(fault.Usage, "", "--"+bare.GetFlag().Name+" lacks its value", help)
	default:
		return fault.Wrap(fault.Usage, err, "", "a flag is not written as one", help)
	}
}

// flagTypes are the types of flags that a text can miss.
var flagTypes = map[string]string{"int": "a whole number", "uint64": "a whole number from 0", "int64": "a whole number", "float64": "a number", "bool": "true or false"}

func flagNames(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return names
}
