// Package pipeline is the whole program in the order of its data flow: Pull brings
// coded records into the store, Measure asks the published store, Report turns answers
// into pages. Each stage is a package of its own below this one; this package only
// calls them.
//
// The packages are exported because cmd/chartline needs them. They make no promise of
// a stable API.
package pipeline
