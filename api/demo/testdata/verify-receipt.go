// An independent auditor of one receipt: golang.org/x/mod alone judges its checkpoint and its place in the log.
// Usage: verify-receipt VKEY PROOF LEAF, where PROOF is a C2SP tlog-proof and LEAF the data of the leaf.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error, what string) {
	if err != nil {
		fmt.Println("refused:", what, err)
		os.Exit(1)
	}
}

func hash(text string) (h tlog.Hash) {
	decoded, err := base64.StdEncoding.DecodeString(text)
	check(err, "hash")
	if copy(h[:], decoded) != len(h) {
		check(fmt.Errorf("%d octets", len(decoded)), "hash")
	}
	return h
}

func main() {
	verifier, err := note.NewVerifier(os.Args[1])
	check(err, "key")
	proofText, err := os.ReadFile(os.Args[2])
	check(err, "proof file")
	leaf, err := os.ReadFile(os.Args[3])
	check(err, "leaf file")

	head, signed, found := strings.Cut(string(proofText), "\n\n")
	if !found {
		check(fmt.Errorf("no checkpoint"), "proof")
	}
	checkpoint, err := note.Open([]byte(signed), note.VerifierList(verifier))
	check(err, "checkpoint signature")
	lines := strings.Split(checkpoint.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "size")

	rows := strings.Split(head, "\n")
	index, err := strconv.ParseInt(strings.TrimPrefix(rows[1], "index "), 10, 64)
	check(err, "index")
	var proof tlog.RecordProof
	for _, row := range rows[2:] {
		proof = append(proof, hash(row))
	}
	check(tlog.CheckRecord(proof, size, hash(lines[2]), index, tlog.RecordHash(leaf)), "inclusion")
	fmt.Println("verified", lines[0], index, size)
}
