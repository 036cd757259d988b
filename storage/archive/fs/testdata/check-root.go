// An independent reader of OCFL 1.1, written from the specification's text: walks a storage root and says the code of
// the first rule that each object breaks. It shares nothing with the program that wrote the root.
package main

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

type version struct {
	Created string              `json:"created"`
	State   map[string][]string `json:"state"`
	Message string              `json:"message"`
	User    struct{ Name, Address string }
}

type inventory struct {
	ID              string                         `json:"id"`
	Type            string                         `json:"type"`
	DigestAlgorithm string                         `json:"digestAlgorithm"`
	Head            string                         `json:"head"`
	Manifest        map[string][]string            `json:"manifest"`
	Versions        map[string]version             `json:"versions"`
	Fixity          map[string]map[string][]string `json:"fixity"`
}

func read(path string) []byte {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return data
}

func sum512(data []byte) string { s := sha512.Sum512(data); return hex.EncodeToString(s[:]) }
func sum256(data []byte) string { s := sha256.Sum256(data); return hex.EncodeToString(s[:]) }

func checkObject(root, place string) string {
	object := filepath.Join(root, place)
	if string(read(filepath.Join(object, "0=ocfl_object_1.1"))) != "ocfl_object_1.1\n" {
		return "E003"
	}
	raw := read(filepath.Join(object, "inventory.json"))
	if raw == nil {
		return "E063"
	}
	var inv inventory
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if decoder.Decode(&inv) != nil {
		return "E033"
	}
	if inv.ID == "" || inv.Type != "https://ocfl.io/1.1/spec/#inventory" || inv.DigestAlgorithm != "sha512" {
		return "E036"
	}
	if fields := strings.Fields(string(read(filepath.Join(object, "inventory.json.sha512")))); len(fields) != 2 || fields[0] != sum512(raw) || fields[1] != "inventory.json" {
		return "E060"
	}
	idDigest := sum256([]byte(inv.ID))
	want := strings.Join([]string{idDigest[0:3], idDigest[3:6], idDigest[6:9], idDigest}, "/")
	if filepath.ToSlash(place) != want {
		return "E083"
	}
	if inv.Head != fmt.Sprintf("v%d", len(inv.Versions)) {
		return "E040"
	}
	used := map[string]bool{}
	for n := 1; n <= len(inv.Versions); n++ {
		name := fmt.Sprintf("v%d", n)
		one, there := inv.Versions[name]
		if !there {
			return "E010"
		}
		for digest, logical := range one.State {
			if _, known := inv.Manifest[digest]; !known {
				return "E050"
			}
			used[digest] = true
			if len(logical) == 0 {
				return "E051"
			}
		}
		if _, err := os.Stat(filepath.Join(object, name)); err != nil {
			return "E046"
		}
	}
	if !bytes.Equal(raw, read(filepath.Join(object, inv.Head, "inventory.json"))) {
		return "E064"
	}
	listed := map[string]string{}
	for digest, paths := range inv.Manifest {
		if !used[digest] {
			return "E107"
		}
		for _, path := range paths {
			listed[path] = digest
		}
	}
	found := 0
	code := ""
	filepath.Walk(object, func(path string, info os.FileInfo, err error) error {
		relative, _ := filepath.Rel(object, path)
		relative = filepath.ToSlash(relative)
		parts := strings.Split(relative, "/")
		if code != "" || info.IsDir() {
			return nil
		}
		if len(parts) > 2 && parts[1] == "content" {
			digest, known := listed[relative]
			if !known {
				code = "E023"
			} else if sum512(read(path)) != digest {
				code = "E092"
			}
			found++
		} else if len(parts) == 1 && parts[0] != "0=ocfl_object_1.1" && !strings.HasPrefix(parts[0], "inventory.json") {
			code = "E001"
		} else if len(parts) == 2 && !strings.HasPrefix(parts[1], "inventory.json") {
			code = "E015"
		}
		return nil
	})
	if code == "" && found != len(listed) {
		return "E092"
	}
	for digest, paths := range inv.Fixity["sha256"] {
		for _, path := range paths {
			if code == "" && sum256(read(filepath.Join(object, path))) != digest {
				return "E093"
			}
		}
	}
	return code
}

func main() {
	root := os.Args[1]
	if string(read(filepath.Join(root, "0=ocfl_1.1"))) != "ocfl_1.1\n" {
		fmt.Println("E069")
		os.Exit(1)
	}
	places := []string{}
	filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
		relative, _ := filepath.Rel(root, path)
		depth := len(strings.Split(filepath.ToSlash(relative), "/"))
		if info.IsDir() && depth == 4 && !strings.HasPrefix(relative, "extensions") {
			places = append(places, relative)
			return filepath.SkipDir
		}
		return nil
	})
	sort.Strings(places)
	broken := false
	for _, place := range places {
		if code := checkObject(root, place); code != "" {
			fmt.Println(code)
			broken = true
		}
	}
	fmt.Printf("%d objects\n", len(places))
	if broken {
		os.Exit(1)
	}
}
