// An independent auditor of a log folder: golang.org/x/mod alone reads checkpoint, tiles and entry bundles.
// Usage: verify-log VKEY FOLDER OLD-SIZE. Prints one line per claim that holds; exits 1 at the first that does not.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder string

func (folder) Height() int                                { return 8 }
func (folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := os.ReadFile(f.path(t, strconv.Itoa(t.L)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// x/mod paths are tile/H/L/N; tlog-tiles leaves the height out.
func (f folder) path(t tlog.Tile, level string) string {
	t.H = 8
	rest := t.Path()[len("tile/8/"):]
	at := 0
	for rest[at] != '/' {
		at++
	}
	return filepath.Join(string(f), "tile", level, rest[at+1:])
}

func check(err error, what string) {
	if err != nil {
		fmt.Println("refused", what, err)
		os.Exit(1)
	}
	fmt.Println("ok", what)
}

func main() {
	verifier, err := note.NewVerifier(os.Args[1])
	check(err, "key")
	dir := folder(os.Args[2])
	signed, err := os.ReadFile(filepath.Join(string(dir), "checkpoint"))
	check(err, "checkpoint file")
	n, err := note.Open(signed, note.VerifierList(verifier))
	check(err, "checkpoint signature")
	var size int64
	var root, origin string
	_, err = fmt.Sscanf(n.Text, "%s\n%d\n%s\n", &origin, &size, &root)
	check(err, "checkpoint text")
	hash, err := tlog.ParseHash(root)
	check(err, "root")
	tree := tlog.Tree{N: size, Hash: hash}
	reader := tlog.TileHashReader(tree, dir)

	index := int64(0)
	for bundle := int64(0); bundle*256 < size; bundle++ {
		width := min(256, int(size-bundle*256))
		data, err := os.ReadFile(dir.path(tlog.Tile{H: 8, L: 0, N: bundle, W: width}, "entries"))
		check(err, fmt.Sprint("bundle ", bundle))
		for len(data) > 0 {
			length := int(binary.BigEndian.Uint16(data))
			entry := data[2 : 2+length]
			data = data[2+length:]
			proof, err := tlog.ProveRecord(size, index, reader)
			check(err, fmt.Sprint("proof of ", index))
			check(tlog.CheckRecord(proof, size, hash, index, tlog.RecordHash(entry)), fmt.Sprint("record ", index))
			if tlog.CheckRecord(proof, size, hash, index, tlog.RecordHash(append([]byte("x"), entry...))) == nil {
				check(fmt.Errorf("forged record %d accepted", index), "forgery")
			}
			index++
		}
	}
	if index != size {
		check(fmt.Errorf("%d entries of %d", index, size), "entries")
	}
	old, err := strconv.ParseInt(os.Args[3], 10, 64)
	check(err, "old size")
	oldHash, err := tlog.TreeHash(old, reader)
	check(err, "old root")
	proof, err := tlog.ProveTree(size, old, reader)
	check(err, "consistency proof")
	check(tlog.CheckTree(proof, size, hash, old, oldHash), "consistency")
	fmt.Println("verified", origin, size, oldHash)
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}
