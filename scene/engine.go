package scene

// Engine is the version of what turns inputs into samples. It changes with
// every release; a recording names the engine it was made with, and only the
// same engine is expected to replay it bit for bit.
const Engine = "0.1.0"
