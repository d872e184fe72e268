package assets

import _ "embed"

// The fonts of the programs' windows: Noto Sans, then what it lacks: DejaVu Sans
// for signs and arrows, and one for Chinese and Japanese.
var (
	//go:embed fonts/NotoSans-Regular.ttf
	FontRegular []byte
	//go:embed fonts/NotoSans-Bold.ttf
	FontBold []byte
	//go:embed fonts/DroidSansFallbackFull.ttf
	FontHan []byte
	//go:embed fonts/DejaVuSans.ttf
	FontSigns []byte
)
