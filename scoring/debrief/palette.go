package debrief

import "image/color"

// The colours of the pictures. Planned and actual path differ in dash as well
// as in hue, so that they are told apart in print and by colour-blind readers.

func white() color.RGBA         { return color.RGBA{255, 255, 255, 255} }
func black() color.RGBA         { return color.RGBA{0, 0, 0, 255} }
func plannedColor() color.RGBA  { return color.RGBA{0x0c, 0x9c, 0x96, 255} } // green-blue
func plannedOnDark() color.RGBA { return color.RGBA{0x2c, 0xc9, 0xc1, 255} } // the same, brighter
func actualColor() color.RGBA   { return color.RGBA{0xf0, 0x70, 0x14, 255} } // orange
func secondColor() color.RGBA   { return color.RGBA{0x8a, 0x5c, 0xc8, 255} } // violet
func shaftColor() color.RGBA    { return color.RGBA{0x84, 0x94, 0xa4, 255} } // grey, seen on white and on black
