package anatomy

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/drylab/drylab/anatomy/mesh"
	"github.com/google/go-cmp/cmp"
)

// softBall is the ball's case with a tumour that yields.
func softBall(t *testing.T) *Case {
	t.Helper()
	c := buildBall(t)
	s := c.Structure("tumour")
	s.Soft = "liver"
	var err error
	if s.Tets, err = mesh.Tetrahedralise(s.Surface, mesh.TetOptions{Budget: 500}); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSoftStructureSurvivesTheFolder(t *testing.T) {
	c := softBall(t)
	folder, _ := saved(t, c)
	loaded, err := Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c, loaded); diff != "" {
		t.Errorf("the loaded case differs:\n%s", diff)
	}
	if c.HashString() != loaded.HashString() {
		t.Error("the hash changed on the way through the folder")
	}
	if findings := loaded.Check(); len(findings) != 0 {
		t.Errorf("findings %v", findings)
	}
	delete(folder, "tets/tumour.msh")
	if loaded, err = Load(folder); err != nil || loaded.Structure("tumour").Tets != nil {
		t.Errorf("without the file: %v, %v", loaded.Structure("tumour").Tets, err)
	}
}

// TestHashKnowsWhatIsSoft: an attempt on a soft organ is none on a rigid one, nor
// on one of another material or with other tetrahedra.
func TestHashKnowsWhatIsSoft(t *testing.T) {
	rigid := buildBall(t).HashString()
	c := softBall(t)
	hashes := map[string]bool{rigid: true, c.HashString(): true}
	c.Structure("tumour").Soft = "kidney"
	hashes[c.HashString()] = true
	c.Structure("tumour").Tets.Vertices[7][1] += 0.01
	hashes[c.HashString()] = true
	c.Structure("tumour").Tets = nil
	hashes[c.HashString()] = true
	if len(hashes) != 5 {
		t.Errorf("%d different hashes of 5 cases", len(hashes))
	}
	c.Structure("tumour").Soft = ""
	if c.HashString() != rigid {
		t.Error("a rigid case has another hash than before")
	}
}

func TestDamagedTetrahedraAreNamed(t *testing.T) {
	c := softBall(t)
	tets := c.Structure("tumour").Tets
	tets.Tets[3][0], tets.Tets[3][1] = tets.Tets[3][1], tets.Tets[3][0]
	inside, _ := saved(t, c)
	cut, _ := saved(t, softBall(t))
	cut["tets/tumour.msh"] = &fstest.MapFile{Data: cut["tets/tumour.msh"].Data[:1000]}
	for name, folder := range map[string]fstest.MapFS{"inside out": inside, "cut short": cut} {
		if _, err := Load(folder); err == nil || !strings.Contains(err.Error(), "tets/tumour.msh") || !strings.Contains(err.Error(), "drylab case tets") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
