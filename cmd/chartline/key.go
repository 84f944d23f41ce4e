package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"chartline/pipeline/config/secret"
	"chartline/pipeline/fault"
)

const keyHelp = `Key is about the key with which the store is encrypted. It stands in the configuration as a
reference (store.key): env:NAME, file:PATH, or cmd:PROGRAM ARGUMENT... for a vault.`

// keyCommand is for the person who keeps the keys.
func (a *app) keyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "key", Short: "Make a key, or give the store another one", Long: keyHelp,
		Annotations: exits(), Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.keyMakeCommand(), a.keyRotateCommand())
	return cmd
}

// keyBytes is the length of a key that is made: that of AES-256.
const keyBytes = 32

func (a *app) keyMakeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "make FILE", Short: "Write a random key to a file of your own",
		Annotations: exits(fault.Unavailable), Args: exactly("a file", "as in chartline key make store.key"),
		RunE: func(_ *cobra.Command, args []string) error { return makeKey(args[0]) },
	}
}

// makeKey writes 32 random bytes in base64, which is good for a store and for a study.
func makeKey(file string) error {
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Usage, file, "is there already, and could be the only copy of a key", "choose another name")
	}
	raw := make([]byte, keyBytes)
	if _, err := rand.Read(raw); err != nil {
		return outputError(err, file)
	}
	return writeAside(file, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, base64.StdEncoding.EncodeToString(raw))
		return outputError(err, file)
	})
}

const keyRotateHelp = `Rotate writes the store, its published copy and the vaults of its studies anew, with the key
that --to refers to, reads them back, and puts them in the place of the old ones. Killed at
any moment it leaves the store with the old key or with the new one as a whole; the same
command again ends what is left. A store without a key is encrypted by it.

It takes DuckDB's extension httpfs (store.httpfs), room for the store once more, and nobody
who writes the store meanwhile. Afterwards write the new reference under store.key, and keep
the old key for as long as you keep copies of the old store. Extracts have keys of their own
and stay as they are.`

const keyRotateExample = `  chartline key make next.key
  chartline key rotate --to file:next.key`

func (a *app) keyRotateCommand() *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use: "rotate", Short: "Encrypt the store with another key", Long: keyRotateHelp, Example: keyRotateExample,
		Annotations: exits(fault.Config, fault.Unavailable), Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if to == "" {
				return fault.New(fault.Usage, "", "--to is missing", "give the new key as a reference: make one with chartline key make next.key, and write --to file:next.key")
			}
			if !secret.IsReference(to) {
				return fault.New(fault.Usage, "--to", "it is no reference, and a command line shows a key to others", secret.Fix)
			}
			return a.rotateKey(cmd, to)
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "`reference` to the new key: env:NAME, file:PATH or cmd:PROGRAM")
	return cmd
}

func (a *app) rotateKey(cmd *cobra.Command, to string) error {
	p, err := a.program()
	if err != nil {
		return err
	}
	result, err := p.RotateKey(cmd.Context(), to)
	if err != nil {
		return err
	}
	if result.Already {
		a.note("the store has this key already")
	}
	a.note("%s: write the reference to the new key there, as store: {key: ...}", p.Config.Where("store.key"))
	return a.printPaths(result.Files)
}
