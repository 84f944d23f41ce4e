package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chartline/cmd/chartline/format"
	"chartline/pipeline/config"
	"chartline/pipeline/fault"
	"chartline/pipeline/serve/token"
)

const tokenHelp = `Token is about who may ask the server. A token is shown once, when it is made; what is kept
of it is a hash. One that is revoked ends at once, in a server that runs too.`

// longestLife is how many days a token can hold at most: a year, after which somebody
// looks again.
const longestLife = 366

// tokenCommand is for who runs the server.
func (a *app) tokenCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "token", Short: "Say who may ask the server", Long: tokenHelp, Args: none,
		Annotations: exits(fault.Config, fault.Unavailable),
		RunE:        func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.tokenAddCommand(), a.tokenListCommand(), a.tokenRevokeCommand())
	return cmd
}

func (a *app) tokenAddCommand() *cobra.Command {
	var role string
	var days int64
	cmd := &cobra.Command{
		Use: "add PERSON", Short: "Make a token for a person", Args: exactly("a person", "give the name by which the log shall call them"),
		Annotations: exits(fault.Config, fault.Unavailable),
		RunE:        func(_ *cobra.Command, args []string) error { return a.addToken(args[0], role, days) },
	}
	cmd.Flags().StringVar(&role, "role", "researcher", "`role`: "+strings.Join(config.Roles, ", "))
	cmd.Flags().Int64Var(&days, "days", 90, "`days` that the token holds")
	return cmd
}

func (a *app) addToken(person, role string, days int64) error {
	switch {
	case strings.TrimSpace(person) == "" || len(person) > 200:
		return fault.New(fault.Usage, "", "the person has no name, or one of more than 200 bytes", "give the name by which the log shall call them")
	case !slices.Contains(config.Roles, role):
		return fault.New(fault.Usage, "", "--role is none that there is", "choose one of "+strings.Join(config.Roles, ", "))
	case days < 1 || days > longestLife:
		return fault.Newf(fault.Usage, "", "make another one when it ends", "--days is not from 1 to %d", longestLife)
	}
	book, err := a.book()
	if err != nil {
		return err
	}
	secret, made, err := book.Add(person, role, a.now().AddDate(0, 0, int(days)))
	if err != nil {
		return err
	}
	a.seen = seen{object: made.ID}
	a.note("for %s as %s, until %s; it is not shown again", made.Person, made.Role, made.Expires.Format(time.DateOnly))
	_, err = fmt.Fprintln(a.stdout, secret)
	return outputError(err, "standard output")
}

func (a *app) tokenListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List every token that was made, without the tokens", Args: none,
		Annotations: exits(fault.Config, fault.Unavailable),
		RunE:        func(*cobra.Command, []string) error { return a.listTokens() },
	}
}

func (a *app) listTokens() error {
	book, err := a.book()
	if err != nil {
		return err
	}
	all, err := book.List()
	if err != nil {
		return err
	}
	g := format.Grid{Columns: []format.Column{{Name: "id"}, {Name: "person"}, {Name: "role"}, {Name: "until"}, {Name: "state"}}}
	for _, h := range all {
		state := "holds"
		switch {
		case h.Revoked:
			state = "revoked"
		case !a.now().Before(h.Expires):
			state = "expired"
		}
		g.Rows = append(g.Rows, []string{h.ID, h.Person, h.Role, h.Expires.Format(time.DateOnly), state})
	}
	return outputError(g.Write(a.stdout), "standard output")
}

func (a *app) tokenRevokeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "revoke ID", Short: "End a token at once", Args: exactly("an id", "chartline serve token list shows them"),
		Annotations: exits(fault.Config, fault.Unavailable),
		RunE: func(_ *cobra.Command, args []string) error {
			book, err := a.book()
			if err != nil {
				return err
			}
			if err := book.Revoke(args[0]); err != nil {
				return err
			}
			a.seen = seen{object: args[0]}
			a.note("%s holds no more", args[0])
			return nil
		},
	}
}

// book is the file of tokens that the configuration names.
func (a *app) book() (token.Book, error) {
	conf, err := config.Load(a.configPath, formats())
	if err != nil {
		return token.Book{}, err
	}
	return token.Book{Path: conf.TokenFile()}, nil
}
